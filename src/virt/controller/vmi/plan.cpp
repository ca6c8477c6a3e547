#include "virt/controller/vmi/plan.h"

#include <algorithm>
#include <array>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::controller::vmi {
namespace {
using namespace std::chrono_literals;
namespace phase = kubevirt::vmi_phase;
namespace finalizer = kubevirt::finalizer;

/// virt-handler says how a guest ended. When its pod has ended and it has said nothing for so long, we say it.
constexpr auto handler_silence = 10s;

/// What a running pod takes over from its instance.
constexpr std::array followed_labels = {kubevirt::label::node_name, kubevirt::label::outdated_launcher_image};
constexpr std::array<std::string_view, 2> mirrored_annotations = {"descheduler.alpha.kubernetes.io/evict",
                                                                  "descheduler.alpha.kubernetes.io/prefer-no-eviction"};

bool is_waiting(const kubevirt::VirtualMachineInstance& vmi) {
  return vmi.status.phase.empty() || vmi.status.phase == phase::pending;
}
bool is_handed_over(const kubevirt::VirtualMachineInstance& vmi) {
  return vmi.status.phase == phase::scheduled || vmi.status.phase == phase::running;
}
bool has_ended(const kubevirt::VirtualMachineInstance& vmi) {
  return vmi.status.phase == phase::succeeded || vmi.status.phase == phase::failed;
}
bool is_being_deleted(const kubevirt::VirtualMachineInstance& vmi) { return !vmi.metadata.deletion_timestamp.empty(); }

void add_own_finalizer(kubevirt::VirtualMachineInstance& vmi) {
  auto& all = vmi.metadata.finalizers;
  const auto holds = [&all](std::string_view name) { return std::ranges::find(all, name) != all.end(); };
  if (!holds(finalizer::foreground_delete_vmi) && !holds(finalizer::foreground_delete_vmi_legacy))
    all.emplace_back(finalizer::foreground_delete_vmi);
}

void plan_waiting(const Given& given, const core::Pod* pod, Plan& plan) {
  auto& vmi = plan.vmi;
  if (is_being_deleted(vmi)) return enter(vmi, phase::failed, given.now);
  if (pod) {
    enter(vmi, phase::scheduling, given.now);
    // Without it the instance could be gone while its pod still runs, and the next one would open the same disks.
    add_own_finalizer(vmi);
    note_revision(vmi);
    follow_pod(vmi, *pod, given.now);
    return set_trouble(vmi, trouble(*pod), given.now);
  }
  if (vmi.status.phase.empty()) enter(vmi, phase::pending, given.now);
  plan.create_pod = true;
  set_trouble(vmi, given.trouble, given.now);
}

/// A container that cannot start, or a pod that is up and not what the instance needs.
std::optional<Trouble> trouble_of(const kubevirt::VirtualMachineInstance& vmi, const core::Pod& pod) {
  if (auto found = trouble(pod)) return found;
  const auto& cpu = vmi.spec.domain.cpu;
  const bool exclusive = cpu && cpu->dedicated_cpu_placement;
  if (!exclusive || !is_up(pod) || pod.status.qos_class == "Guaranteed") return std::nullopt;
  return Trouble{std::string(kubevirt::reason::failed_guarantee_resources),
                 "failed to guarantee pod resources: the processors of the guest are to be its own"};
}

void plan_scheduling(const Given& given, const core::Pod* pod, Plan& plan) {
  auto& vmi = plan.vmi;
  // Nobody but us makes pods of it, and the one it had is gone. No guest has run, so nothing has to be shut down.
  if (!pod || is_being_deleted(vmi)) return enter(vmi, phase::failed, given.now);
  follow_pod(vmi, *pod, given.now);
  const auto found = trouble_of(vmi, *pod);
  set_trouble(vmi, found, given.now);
  if (is_down_or_going(*pod)) return enter(vmi, phase::failed, given.now);
  if (is_up(*pod) && !found) hand_over(vmi, *pod, given.now);
}

void plan_handed_over(const Given& given, const core::Pod* pod, Plan& plan) {
  if (!pod) return enter(plan.vmi, phase::failed, given.now);
  if (!is_final(*pod)) return;
  const auto silent = given.now - ended(*pod).value_or(WallTime{});
  if (silent < handler_silence) {
    plan.again_after = handler_silence - silent + 1s;
    return;
  }
  enter(plan.vmi, pod->status.phase == "Succeeded" ? phase::succeeded : phase::failed, given.now);
}

void let_go(const Given& given, kubevirt::VirtualMachineInstance& vmi) {
  auto& all = vmi.metadata.finalizers;
  if (given.pods.empty()) {
    std::erase(all, finalizer::foreground_delete_vmi);
    std::erase(all, finalizer::foreground_delete_vmi_legacy);
  }
  if (!given.owned) std::erase(all, finalizer::vm_controller);
}

/// A label on instances whose launcher is not the installed one.
void mark_outdated(const Given& given, const core::Pod* pod, kubevirt::VirtualMachineInstance& vmi) {
  const std::string label(kubevirt::label::outdated_launcher_image);
  const bool outdated = pod && vmi.status.phase == phase::running && !given.launcher_image.empty() &&
                        launcher_image(*pod) != given.launcher_image;
  if (outdated)
    vmi.metadata.labels[label] = "";
  else
    vmi.metadata.labels.erase(label);
}

using Texts = std::map<std::string, std::string>;
using Changes = std::map<std::string, std::optional<std::string>>;

template <class Keys>
Changes changes(const Keys& keys, const Texts& wanted, const Texts& is) {
  Changes out;
  for (const auto name : keys) {
    const std::string key(name);
    const auto want = wanted.find(key);
    const auto have = is.find(key);
    if (want == wanted.end() && have != is.end()) out[key] = std::nullopt;
    if (want != wanted.end() && (have == is.end() || have->second != want->second)) out[key] = want->second;
  }
  return out;
}

std::optional<PodChange> pod_change(const kubevirt::VirtualMachineInstance& vmi, const core::Pod* pod) {
  if (!pod || is_final(*pod) || !pod->metadata.deletion_timestamp.empty()) return std::nullopt;
  PodChange change{.pod = pod, .labels = {}, .annotations = {}, .unpaused = {}};
  // While a guest starts, its pod is left in peace: each change of it wakes everybody.
  if (vmi.status.phase == phase::running) {
    change.labels = changes(followed_labels, vmi.metadata.labels, pod->metadata.labels);
    change.annotations = changes(mirrored_annotations, vmi.metadata.annotations, pod->metadata.annotations);
  }
  const bool unpaused = !shared::is_true(vmi.status.conditions, kubevirt::condition::paused);
  const auto* gate = find_condition(*pod, kubevirt::pod_condition::virtual_machine_unpaused);
  if (!gate || (gate->status == "True") != unpaused) change.unpaused = unpaused;
  if (change.labels.empty() && change.annotations.empty() && !change.unpaused) return std::nullopt;
  return change;
}

}  // namespace

Plan plan(const Given& given) {
  const auto* pod = current(given.vmi, given.pods);
  Plan plan;
  auto& vmi = plan.vmi = given.vmi;
  if (is_waiting(vmi))
    plan_waiting(given, pod, plan);
  else if (vmi.status.phase == phase::scheduling)
    plan_scheduling(given, pod, plan);
  else if (is_handed_over(vmi))
    plan_handed_over(given, pod, plan);
  else if (!has_ended(vmi) && !pod && is_being_deleted(vmi))
    enter(vmi, phase::failed, given.now);  // of a phase we know nothing of: nothing is left of it

  if (is_being_deleted(vmi)) {
    for (const auto* one : given.pods)
      if (one->metadata.deletion_timestamp.empty()) plan.remove.push_back(one);
    if (has_ended(vmi)) let_go(given, vmi);
  }
  mark_outdated(given, pod, vmi);
  shared::set_condition(vmi.status.conditions, ready_condition(vmi, pod), {format_time(given.now)});
  plan.pod = pod_change(vmi, pod);
  return plan;
}

}  // namespace coracle::virt::controller::vmi
