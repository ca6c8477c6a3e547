#include "virt/controller/vmi/reconciler.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "api/kubevirt/v1/virtual_machine.h"
#include "base/random.h"
#include "virt/controller/vmi/claims.h"

namespace coracle::virt::controller::vmi {
namespace {
using namespace std::chrono_literals;

constexpr auto look_for_claims_again = 10s;

const kube::Kind& pod_kind() { return api::kind_of(static_cast<const core::Pod*>(nullptr)); }

/// 240 s and up to two minutes more, so that not all launchers give up at once.
std::chrono::seconds qemu_timeout() {
  return 240s + std::chrono::seconds(static_cast<unsigned char>(random_bytes(1)[0]) % 120);
}

/// Past its first phases, an instance without a pod is lost, or may go.
bool had_pod(const kubevirt::VirtualMachineInstance& vmi) {
  return !vmi.status.phase.empty() && vmi.status.phase != kubevirt::vmi_phase::pending;
}

json::Object patch_of(const std::map<std::string, std::optional<std::string>>& changes) {
  json::Object out;
  for (const auto& [key, value] : changes) out[key] = value ? json::Value(*value) : json::Value(nullptr);
  return out;
}

json::Value gate_patch(const std::string& uid, bool unpaused, const std::string& now) {
  json::Object gate{{"type", kubevirt::pod_condition::virtual_machine_unpaused},
                    {"status", unpaused ? "True" : "False"},
                    {"reason", unpaused ? "NotPaused" : "Paused"},
                    {"message", unpaused ? "the virtual machine is not paused" : "the virtual machine is paused"},
                    {"lastProbeTime", now},
                    {"lastTransitionTime", now}};
  json::Array conditions;
  conditions.push_back(std::move(gate));
  return json::Object{{"metadata", json::Object{{"uid", uid}}},
                      {"status", json::Object{{"conditions", std::move(conditions)}}}};
}

}  // namespace

void Reconciler::tell(const Instance& vmi, std::string type, std::string_view reason, std::string message) {
  parts_.events.record(kube::event_subject(vmi.cached().raw), std::move(type), std::string(reason), std::move(message));
}

bool Reconciler::has_owner(const Instance& vmi) const {
  for (const auto& owner : vmi->metadata.owner_references) {
    if (owner.controller != true || owner.kind != "VirtualMachine") continue;
    const auto machine = parts_.machines.find({vmi.key().ns, owner.name});
    return machine && machine->metadata.uid == owner.uid;
  }
  return false;
}

Plan Reconciler::decide(const Instance& vmi, const Pods& pods, std::optional<Trouble> trouble) const {
  Given given{.vmi = *vmi,
              .pods = {},
              .owned = has_owner(vmi),
              .launcher_image = parts_.launcher.name,
              .trouble = std::move(trouble),
              .now = parts_.clock.now()};
  for (const auto& pod : pods) given.pods.push_back(&*pod);
  return plan(given);
}

Task<kube::Next> Reconciler::reconcile(kube::Key key) {
  const auto vmi = parts_.instances.find(key);
  if (!vmi) co_return kube::Next::done();
  Made made{
      .pods = made_by_us(*vmi, parts_.pods.owned_by(vmi->metadata.uid)), .trouble = {}, .retry = {}, .again_after = {}};
  if (made.pods.empty() && had_pod(*vmi)) made.pods = co_await hidden_pods(vmi);
  auto decided = decide(vmi, made.pods, {});
  if (decided.create_pod) {
    made = co_await make_pod(vmi);
    decided = decide(vmi, made.pods, made.trouble);
  }
  for (const auto& pod : made.pods)
    if (std::ranges::find(decided.remove, &*pod) != decided.remove.end()) co_await remove_pod(vmi, pod);
  co_await parts_.instance_writer.patch(vmi, decided.vmi);
  for (const auto& pod : made.pods)
    if (decided.pod && decided.pod->pod == &*pod) co_await change_pod(pod.key(), pod->metadata.uid, *decided.pod);
  if (made.retry) throw *made.retry;
  if (made.again_after) co_return kube::Next::after(*made.again_after);
  if (decided.again_after) co_return kube::Next::after(*decided.again_after);
  co_return kube::Next::done();
}

Task<Reconciler::Made> Reconciler::make_pod(Instance vmi) {
  Made made;
  if (!parts_.settings.installed()) {
    made.trouble = Trouble{std::string(kubevirt::reason::failed_create),
                           "there is no KubeVirt object yet, which says how virtual machines are run"};
    co_return made;
  }
  // The cache may be behind what an earlier life of this controller did. One guest, one pod.
  made.pods = co_await live_pods(vmi);
  if (!made.pods.empty()) co_return made;

  const auto claims = co_await look_up_claims(parts_.client, vmi.key().ns, claims_of(*vmi));
  if (!claims.missing.empty()) {
    made.trouble =
        Trouble{std::string(kubevirt::reason::failed_pvc_not_found),
                fmt::format("PVC {}/{} does not exist, waiting for it to appear", vmi.key().ns, claims.missing)};
    tell(vmi, "Warning", made.trouble->reason, made.trouble->message);
    made.again_after = look_for_claims_again;
    co_return made;
  }
  auto pod =
      launcher_pod::render(*vmi, parts_.settings.config(),
                           {.launcher = parts_.launcher, .block_claims = claims.block, .qemu_timeout = qemu_timeout()});
  if (!pod) {
    // Only a change of the instance or of the settings helps, and both wake it.
    made.trouble = Trouble{std::string(kubevirt::reason::failed_create),
                           fmt::format("failed to render launch manifest: {}", pod.error().message())};
    tell(vmi, "Warning", made.trouble->reason, fmt::format("Error creating pod: {}", pod.error().message()));
    co_return made;
  }
  try {
    auto creating = create_pod(vmi, std::move(*pod));
    made.pods.push_back(co_await std::move(creating));
  } catch (const Error& error) {
    made.retry = error;
  }
  if (!made.retry) {
    tell(vmi, "Normal", kubevirt::reason::successful_create,
         fmt::format("Created virtual machine pod {}", made.pods.front()->metadata.name));
    co_return made;
  }
  made.trouble = Trouble{std::string(kubevirt::reason::failed_create),
                         fmt::format("failed to create virtual machine pod: {}", made.retry->message())};
  tell(vmi, "Warning", made.trouble->reason, fmt::format("Error creating pod: {}", made.retry->message()));
  co_return made;
}

Task<Reconciler::Pods> Reconciler::live_pods(Instance vmi) {
  const auto selector = fmt::format("{}={}", kubevirt::label::created_by, vmi->metadata.uid);
  auto list = co_await parts_.client.list(pod_kind(), {vmi.key().ns, selector, {}});
  Pods pods;
  for (auto& item : list.items) {
    // Anybody may write a label; only who controls a pod says whose it is.
    if (kube::controller_uid(item) != vmi->metadata.uid) continue;
    pods.push_back(kube::Writer<core::Pod>::seen(std::move(item)));
  }
  co_return made_by_us(*vmi, std::move(pods));
}

Task<Reconciler::Pods> Reconciler::hidden_pods(Instance vmi) {
  auto pods = co_await live_pods(vmi);
  if (!pods.empty()) co_return pods;
  const kube::Key key{vmi.key().ns, first_pod_name(*vmi)};
  auto pod = co_await parts_.client.find(pod_kind(), key);
  if (!pod || kube::controller_uid(*pod) != vmi->metadata.uid) co_return pods;
  // Somebody took the labels off by which we watch it.
  std::map<std::string, std::optional<std::string>> labels{
      {std::string(kubevirt::label::app), "virt-launcher"},
      {std::string(kubevirt::label::created_by), vmi->metadata.uid}};
  co_await patch_pod(key, json::Object{{"metadata", json::Object{{"labels", patch_of(labels)}}}}, "");
  pods.push_back(kube::Writer<core::Pod>::seen(std::move(*pod)));
  co_return pods;
}

Task<kube::Seen<core::Pod>> Reconciler::create_pod(Instance vmi, core::Pod pod) {
  pod.metadata.name = first_pod_name(*vmi);
  const kube::Key key{vmi.key().ns, pod.metadata.name};
  auto answer = co_await parts_.client.create_if_absent(pod_kind(), key.ns, schema::encode(pod));
  if (!answer) {
    // A request whose answer was lost has made it.
    answer = co_await parts_.client.get(pod_kind(), key);
    if (kube::controller_uid(*answer) != vmi->metadata.uid)
      throw Error(Reason::conflict, fmt::format("pod {} exists already and belongs to another instance", key.text()));
  }
  parts_.pod_writer.log().wrote(*answer);
  co_return kube::Writer<core::Pod>::seen(std::move(*answer));
}

Task<> Reconciler::remove_pod(Instance vmi, kube::Seen<core::Pod> pod) {
  std::optional<Error> failure;
  try {
    co_await parts_.pod_writer.remove(pod);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) {
    tell(vmi, "Warning", kubevirt::reason::failed_delete,
         fmt::format("Failed to delete virtual machine pod {}: {}", pod->metadata.name, failure->message()));
    throw *failure;
  }
  tell(vmi, "Normal", kubevirt::reason::successful_delete,
       fmt::format("Deleted virtual machine pod {}", pod->metadata.name));
}

Task<> Reconciler::change_pod(kube::Key key, std::string uid, PodChange change) {
  if (!change.labels.empty() || !change.annotations.empty()) {
    json::Object metadata{{"uid", uid}};
    if (!change.labels.empty()) metadata["labels"] = patch_of(change.labels);
    if (!change.annotations.empty()) metadata["annotations"] = patch_of(change.annotations);
    co_await patch_pod(key, json::Object{{"metadata", std::move(metadata)}}, "");
  }
  if (change.unpaused)
    co_await patch_pod(key, gate_patch(uid, *change.unpaused, format_time(parts_.clock.now())), "status");
}

/// Strategic: the kubelet writes the other conditions at the same time, and neither must take away the other's.
Task<> Reconciler::patch_pod(kube::Key key, json::Value patch, std::string subresource) {
  try {
    const auto answer = co_await parts_.client.patch(pod_kind(), key, kube::PatchType::strategic, std::move(patch),
                                                     {std::move(subresource), false});
    parts_.pod_writer.log().wrote(answer);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
}

}  // namespace coracle::virt::controller::vmi
