#include "virt/controller/vm/reconciler.h"

#include <fmt/core.h>

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "base/random.h"
#include "virt/controller/vm/instance.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::controller::vm {
namespace {

double random_fraction() { return static_cast<double>(static_cast<unsigned char>(random_bytes(1)[0])) / 255; }

bool belongs_to(const kube::CachedObject& instance, const kubevirt::VirtualMachine& machine) {
  return kube::controller_uid(instance.raw) == machine.metadata.uid;
}

}  // namespace

Task<Plan> Reconciler::decide(Machine machine, Instance named) {
  Given given{.machine = *machine, .config = parts_.settings.config(), .now = parts_.clock.now()};
  given.jitter = random_fraction();
  std::optional<kubevirt::VirtualMachineSpec> started_from;
  if (named && belongs_to(named.cached(), *machine)) {
    given.instance = &*named;
    if (was_changed(*machine, *named))
      started_from = co_await parts_.revisions.find(named.key().ns, named->status.virtual_machine_revision_name);
  } else if (named) {
    given.stranger = &*named;
  }
  if (started_from) given.started_from = &*started_from;
  co_return plan(given);
}

Task<kube::Next> Reconciler::reconcile(kube::Key key) {
  auto machine = parts_.machines.find(key);
  if (!machine) co_return kube::Next::done();
  const auto named = parts_.instances.find(key);
  const auto decided = co_await decide(machine, named);

  if (decided.machine) machine = co_await parts_.machine_writer.patched(machine, *decided.machine);
  // The change wakes this key again, with what it means for the instance.
  if (decided.act == Act::turn_on || !machine->metadata.deletion_timestamp.empty()) {
    if (decided.act == Act::turn_on) co_return kube::Next::done();
    if (decided.machine) co_return kube::Next::done();
  }
  // Before an instance goes, what its end means is written down. What a start means is seen when it is there.
  if (decided.act != Act::start) co_await write_status(machine, decided.status);

  const auto attempt = co_await act(machine, named, decided);
  if (attempt.error) {
    // Somebody was faster: the retry sees what he did.
    const auto reason = attempt.error->reason();
    if (reason == Reason::conflict || reason == Reason::already_exists) throw *attempt.error;
    parts_.events.record(kube::event_subject(machine.cached().raw), "Warning", attempt.reason,
                         attempt.error->message());
    if (decided.act == Act::start) co_await write_status(machine, failed(*machine, decided.status, attempt));
    throw *attempt.error;
  }
  if (decided.again_after) co_return kube::Next::after(*decided.again_after);
  co_return kube::Next::done();
}

kubevirt::VirtualMachineStatus Reconciler::failed(const kubevirt::VirtualMachine& machine,
                                                  kubevirt::VirtualMachineStatus status, const Attempt& attempt) const {
  // The condition of an earlier failure keeps its time.
  const auto* before = shared::find_condition(machine.status.conditions, kubevirt::condition::failure);
  if (before) status.conditions.push_back(*before);
  set_failure(status.conditions, Failure{attempt.reason, attempt.error->message()}, parts_.clock.now());
  return status;
}

Task<> Reconciler::write_status(Machine machine, kubevirt::VirtualMachineStatus status) {
  if (machine->status == status) co_return;
  auto after = *machine;
  after.status = std::move(status);
  co_await parts_.machine_writer.patch_status(machine, std::move(after));
}

Task<Reconciler::Attempt> Reconciler::act(Machine machine, Instance named, Plan plan) {
  Attempt attempt;
  try {
    attempt.reason = kubevirt::reason::failed_update;
    if (plan.instance) co_await parts_.instance_writer.patch(named, *plan.instance);
    if (plan.act == Act::start) {
      attempt.reason = kubevirt::reason::failed_create;
      co_await start(machine, plan.paused);
    }
    if (plan.act == Act::stop) {
      attempt.reason = kubevirt::reason::failed_delete;
      co_await stop(machine, named);
    }
  } catch (const Error& error) {
    attempt.error = error;
  }
  co_return attempt;
}

Task<> Reconciler::start(Machine machine, bool paused) {
  const auto revision = co_await parts_.revisions.keep(*machine);
  auto instance = from_template(*machine, paused);
  instance.status.virtual_machine_revision_name = revision;
  co_await parts_.instance_writer.create(std::move(instance));
  parts_.events.record(kube::event_subject(machine.cached().raw), "Normal",
                       std::string(kubevirt::reason::successful_create),
                       fmt::format("Started the virtual machine by creating the new virtual machine instance {}",
                                   machine->metadata.name));
  co_await parts_.revisions.prune(*machine, revision);
}

Task<> Reconciler::stop(Machine machine, Instance instance) {
  co_await parts_.instance_writer.remove(instance);
  parts_.events.record(
      kube::event_subject(machine.cached().raw), "Normal", std::string(kubevirt::reason::successful_delete),
      fmt::format("Stopped the virtual machine by deleting the virtual machine instance {}", instance->metadata.uid));
}

}  // namespace coracle::virt::controller::vm
