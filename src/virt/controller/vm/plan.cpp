#include "virt/controller/vm/plan.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "api/names.h"
#include "virt/controller/vm/instance.h"
#include "virt/controller/vm/printable_status.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::controller::vm {
namespace {

/// Annotations of the template that a running instance follows.
constexpr std::array<std::string_view, 3> followed_annotations = {"descheduler.alpha.kubernetes.io/evict",
                                                                  "descheduler.alpha.kubernetes.io/prefer-no-eviction",
                                                                  "kubevirt.io/skip-backup-hooks"};

bool holds_finalizer(const api::meta::v1::ObjectMeta& metadata, std::string_view name) {
  return std::ranges::find(metadata.finalizers, name) != metadata.finalizers.end();
}

/// The machine with its finalizer on or off. Before anything is made of it, it must be sure to be told of its end.
Box<kubevirt::VirtualMachine> with_finalizer(const Given& given) {
  const bool deleting = is_deleting(given.machine.metadata);
  const bool orphans = holds_finalizer(given.machine.metadata, api::names::orphan_finalizer);
  const bool wanted = !deleting || (given.instance && !orphans);
  const bool held = holds_finalizer(given.machine.metadata, kubevirt::finalizer::vm_controller);
  if (wanted == held || (wanted && deleting)) return nullptr;
  Box<kubevirt::VirtualMachine> after = given.machine;
  auto& finalizers = after->metadata.finalizers;
  if (wanted)
    finalizers.emplace_back(kubevirt::finalizer::vm_controller);
  else
    std::erase(finalizers, kubevirt::finalizer::vm_controller);
  return after;
}

Decision decision_for(const Given& given, const kubevirt::VirtualMachineStatus& status, std::string_view strategy) {
  const auto& machine = given.machine;
  if (is_deleting(machine.metadata)) {
    const bool orphans = holds_finalizer(machine.metadata, api::names::orphan_finalizer);
    const bool stop = given.instance && !orphans && !is_deleting(given.instance->metadata);
    return {.act = stop ? Act::stop : Act::nothing};
  }
  if (given.stranger || refusal(machine)) return {};
  return decide({strategy, machine.status.run_strategy, status.state_change_requests, status.start_failure,
                 given.instance, given.now});
}

/// Follows the template where a running instance may.
void follow_template(const Given& given, kubevirt::VirtualMachineInstance& instance) {
  const auto& wanted = given.machine.spec.template_;
  for (const auto name : followed_annotations) {
    const std::string key(name);
    const auto there = wanted.metadata.annotations.find(key);
    if (there == wanted.metadata.annotations.end())
      instance.metadata.annotations.erase(key);
    else
      instance.metadata.annotations[key] = there->second;
  }
  if (given.config.rollout_strategy() == "LiveUpdate") {
    instance.spec.node_selector = wanted.spec.node_selector;
    instance.spec.affinity = wanted.spec.affinity;
    instance.spec.tolerations = wanted.spec.tolerations;
  }
}

/// Our finalizer lets an instance go once its end has been taken note of, so that failed starts are counted.
Box<kubevirt::VirtualMachineInstance> instance_after(const Given& given) {
  if (given.stranger) {
    const auto& meta = given.stranger->metadata;
    const bool free =
        std::ranges::none_of(meta.owner_references, [](const auto& one) { return one.controller == true; });
    if (!free || is_deleting(meta) || is_deleting(given.machine.metadata) || refusal(given.machine)) return nullptr;
    Box<kubevirt::VirtualMachineInstance> adopted = *given.stranger;
    adopted->metadata.owner_references.push_back(owner_reference(given.machine));
    if (!holds_finalizer(meta, kubevirt::finalizer::vm_controller))
      adopted->metadata.finalizers.emplace_back(kubevirt::finalizer::vm_controller);
    return adopted;
  }
  if (!given.instance) return nullptr;
  Box<kubevirt::VirtualMachineInstance> after = *given.instance;
  const bool final = is_final(*after);
  if (is_deleting(after->metadata) && final) std::erase(after->metadata.finalizers, kubevirt::finalizer::vm_controller);
  if (!is_deleting(after->metadata) && !final) {
    follow_template(given, *after);
    const bool same = given.started_from && was_changed(given.machine, *given.instance) &&
                      given.started_from->template_ == given.machine.spec.template_;
    if (same)
      after->metadata.annotations[std::string(kubevirt::annotation::vm_generation)] =
          std::to_string(given.machine.metadata.generation);
  }
  if (after->metadata == given.instance->metadata && after->spec == given.instance->spec) return nullptr;
  return after;
}

Restart restart_for(const Given& given) {
  if (!given.instance || !was_changed(given.machine, *given.instance)) return Restart::not_needed;
  if (!given.started_from) return Restart::unknown;
  return restart(given.started_from->template_.spec, given.machine.spec.template_.spec,
                 given.config.rollout_strategy() == "LiveUpdate");
}

std::optional<Failure> failure_for(const Given& given) {
  if (is_deleting(given.machine.metadata)) return std::nullopt;
  if (auto refused = refusal(given.machine)) return refused;
  if (!given.stranger || is_deleting(given.stranger->metadata)) return std::nullopt;
  return Failure{std::string(kubevirt::reason::failed_create),
                 fmt::format("virtual machine instance {} exists already and does not belong to this virtual machine",
                             given.stranger->metadata.name)};
}

std::int64_t observed_generation(const Given& given) {
  const auto generation = given.machine.metadata.generation;
  if (!given.instance) return generation;
  const auto& annotations = given.instance->metadata.annotations;
  const auto noted = annotations.find(std::string(kubevirt::annotation::vm_generation));
  if (noted == annotations.end()) return given.machine.status.observed_generation;
  return std::strtoll(noted->second.c_str(), nullptr, 10);
}

}  // namespace

bool was_changed(const kubevirt::VirtualMachine& machine, const kubevirt::VirtualMachineInstance& instance) {
  const auto noted = instance.metadata.annotations.find(std::string(kubevirt::annotation::vm_generation));
  return noted == instance.metadata.annotations.end() || noted->second != std::to_string(machine.metadata.generation);
}

std::optional<Failure> refusal(const kubevirt::VirtualMachine& machine) {
  const auto& spec = machine.spec;
  const auto refused = [&machine](std::string_view what) {
    return Failure{"NotSupported",
                   fmt::format("virtual machine {} {}, which Coracle does not have yet", machine.metadata.name, what)};
  };
  if (run_strategy_of(spec) == kubevirt::run_strategy::wait_as_receiver)
    return refused("has run strategy WaitAsReceiver, a live migration between clusters");
  if (spec.instancetype) return refused(fmt::format("names instance type {}", spec.instancetype->name));
  if (spec.preference) return refused(fmt::format("names preference {}", spec.preference->name));
  if (!spec.data_volume_templates.empty())
    return refused(fmt::format("has dataVolumeTemplate {}", spec.data_volume_templates.front().metadata.name));
  if (run_strategy_of(spec).empty())
    return Failure{"NotSupported",
                   fmt::format("virtual machine {} has neither runStrategy nor running", machine.metadata.name)};
  return std::nullopt;
}

std::vector<kubevirt::VolumeSnapshotStatus> volume_snapshot_statuses(const kubevirt::VirtualMachine& machine) {
  std::vector<kubevirt::VolumeSnapshotStatus> all;
  for (const auto& volume : machine.spec.template_.spec.volumes) {
    const bool of_claim = volume.persistent_volume_claim || volume.data_volume;
    all.push_back({volume.name, false,
                   of_claim ? fmt::format("Snapshots of claims are not in this release [{}]", volume.name)
                            : fmt::format("Snapshot is not supported for this volumeSource type [{}]", volume.name)});
  }
  return all;
}

Plan plan(const Given& given) {
  const auto& machine = given.machine;
  const auto strategy = run_strategy_of(machine.spec);
  Plan plan;
  auto& status = plan.status = machine.status;
  status.state_change_requests = still_open(status.state_change_requests, given.instance);
  status.start_failure = counted(status.start_failure, strategy, given.instance, given.now, given.jitter);

  const auto decision = decision_for(given, status, strategy);
  plan.act = decision.act;
  plan.paused = asks_to_start_paused(status.state_change_requests);
  if (decision.to_start && decision.wait > Duration::zero()) plan.again_after = decision.wait;
  if (decision.request_start) status.state_change_requests = with_start(status.state_change_requests);

  plan.machine = with_finalizer(given);
  if (plan.act == Act::turn_on) {
    if (!plan.machine) plan.machine = machine;
    if (machine.spec.run_strategy.empty())
      plan.machine->spec.running = true;
    else
      plan.machine->spec.run_strategy = kubevirt::run_strategy::always;
  }
  plan.instance = instance_after(given);

  status.created = given.instance != nullptr;
  status.ready = given.instance && shared::is_true(given.instance->status.conditions, kubevirt::condition::ready);
  // Until its first start has succeeded, a RerunOnFailure machine keeps what says that it comes from elsewhere.
  const bool kept = decision.to_start && strategy == kubevirt::run_strategy::rerun_on_failure;
  if (!kept) status.run_strategy = strategy;
  status.desired_generation = machine.metadata.generation;
  status.observed_generation = observed_generation(given);
  status.volume_snapshot_statuses = volume_snapshot_statuses(machine);
  status.conditions = with_instance(status.conditions, given.instance, given.now);
  set_restart_required(status.conditions, restart_for(given), given.now);
  set_failure(status.conditions, failure_for(given), given.now);
  const bool stopping = given.instance && (plan.act == Act::stop || is_deleting(given.instance->metadata));
  const bool waits = decision.wait > Duration::zero();
  status.printable_status = printable_status(
      {machine, given.instance, strategy, status.start_failure, stopping, decision.to_start && !waits});
  return plan;
}

}  // namespace coracle::virt::controller::vm
