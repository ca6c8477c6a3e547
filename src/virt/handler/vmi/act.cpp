#include <algorithm>

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/handler/ghosts/ghost_records.h"
#include "virt/handler/network/records.h"
#include "virt/handler/vmi/phase.h"
#include "virt/handler/vmi/reconciler.h"
#include "virt/handler/vmi/start.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;
namespace phase = kubevirt::vmi_phase;

namespace acting {
namespace {

constexpr auto press_limit = 5s;
constexpr auto kill_limit = 15s;
constexpr auto delete_limit = 5s;
constexpr Duration after_failure = 1s;
constexpr Duration loose_ends = 5ms;
constexpr Duration ask_again = 2s;
constexpr Duration event_may_be_late = 5s;
constexpr Duration unreachable_is_said = 10s;
constexpr std::int64_t usual_grace = 30;

std::string milliseconds(Duration took) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()) + "ms";
}

/// 1 s doubling to 30 s.
Duration start_delay(int failures) { return std::min<Duration>(30s, 1s * (1LL << std::clamp(failures - 1, 0, 5))); }

}  // namespace
}  // namespace acting

/// A launcher that is there and cannot be talked to keeps its instance from starting: that is said, once for each
/// reason.
void GuestReconciler::tell_unreachable(const SeenVmi& vmi, Guest& guest) {
  const auto now = parts_.clock.steady();
  const bool there = guest.link && !guest.link->connected() && !guest.link->socket_missing_since();
  if (!there || guest.link->complaint().empty()) {
    guest.unreachable_since.reset();
    return;
  }
  if (!guest.unreachable_since) guest.unreachable_since = now;
  if (now - *guest.unreachable_since < acting::unreachable_is_said) return;
  const auto said = "the launcher cannot be reached: " + guest.link->complaint();
  if (said == guest.start_failure) return;
  guest.start_failure = said;
  tell(vmi, {"Warning", std::string(kubevirt::event::sync_failed), said});
}

Task<std::optional<Duration>> GuestReconciler::act(SeenVmi vmi, Known guest) {
  const auto pod = pod_of(*guest);
  const auto view = view_of(vmi, *guest, pod ? &*pod : nullptr);
  const auto next = phase_of(view);
  if (vmi->status.phase == phase::scheduled) tell_unreachable(vmi, *guest);
  if (guest->unreachable_since && guest->start_failure.empty()) co_return acting::unreachable_is_said;
  if (next == phase::failed || next == phase::succeeded || !view.connected || !view.report) co_return std::nullopt;
  const bool alive = is_alive(*view.report);
  if (view.report->asked_to_end && !guest->told_to_end) guest->told_to_end = parts_.clock.now();
  if (!vmi->metadata.deletion_timestamp.empty() || guest->told_to_end) co_return co_await end(vmi, guest, alive);
  if (alive || guest->starting || vmi->status.phase != phase::scheduled || !pod) co_return std::nullopt;
  const auto now = parts_.clock.steady();
  if (now < guest->start_again) co_return guest->start_again - now;
  begin_start(vmi, guest);
  co_return std::nullopt;
}

void GuestReconciler::begin_start(const SeenVmi& vmi, const Known& guest) {
  guest->starting = true;
  guest->start = std::make_unique<Scope>(parts_.executor);
  // Beside the reconciler, so that the instance can be deleted meanwhile.
  guest->start->spawn(run_start(vmi, guest), "start " + vmi.key().text());
}

Task<> GuestReconciler::stop_start(Known guest) {
  guest->starting = false;
  if (!guest->start) co_return;
  const std::shared_ptr<Scope> scope = std::move(guest->start);
  auto ending = scope->cancel_and_join();
  co_await shielded(std::move(ending));
}

Task<> GuestReconciler::run_start(SeenVmi vmi, Known guest) {
  const auto key = vmi.key();
  std::string failure;
  try {
    const auto pod = pod_of(*guest);
    const auto& process = guest->link->process();
    if (!pod || !process) throw Error(Reason::service_unavailable, "the launcher went away");
    StartWork work{guest->link,
                   *process,
                   std::make_shared<const Vmi>(*vmi),
                   std::make_shared<const api::core::v1::Pod>(*pod),
                   parts_.config(),
                   parts_.paths,
                   parts_.helper};
    guest->selinux_context = selinux_context_of(*process);
    const auto begin = parts_.clock.steady();
    guest->prepared = co_await prepare_guest(work);
    const auto ready = parts_.clock.steady();
    co_await start_guest(std::move(work), guest->prepared);
    const auto end = parts_.clock.steady();
    parts_.log.info("started", {{"vmi", key.text()},
                                {"prepared", acting::milliseconds(ready - begin)},
                                {"launcher", acting::milliseconds(end - ready)}});
  } catch (const Error& error) {
    failure = error.message();
  } catch (const std::exception& error) {
    if (is_cancellation(std::current_exception())) throw;
    failure = error.what();
  }
  guest->starting = false;
  if (failure.empty()) {
    guest->start_failures = 0;
    // The launcher has said so; its event is on its way.
    guest->start_again = parts_.clock.steady() + acting::event_may_be_late;
    tell(vmi, {"Normal", std::string(kubevirt::event::created), "VirtualMachineInstance defined."});
  } else {
    guest->start_again = parts_.clock.steady() + acting::start_delay(++guest->start_failures);
    tell(vmi, {"Warning", std::string(kubevirt::event::sync_failed), failure});
    parts_.log.warning("cannot start", {{"vmi", key.text()}, {"why", failure}});
  }
  guest->start_failure = std::move(failure);
  if (wake_) wake_(key);
}

Task<std::optional<Duration>> GuestReconciler::end(SeenVmi vmi, Known guest, bool alive) {
  if (guest->starting) co_await stop_start(guest);
  auto what = EndingStep{EndingStep::Do::nothing, {}};
  if (alive) {
    const auto deleted = parse_time(vmi->metadata.deletion_timestamp.text);
    const Ending ending{has_acpi(*vmi), vmi->spec.termination_grace_period_seconds.value_or(acting::usual_grace),
                        deleted ? *deleted : guest->told_to_end.value_or(parts_.clock.now()), guest->last_pressed,
                        guest->last_killed};
    what = ending_step(ending, parts_.clock.now());
  } else if (!guest->killed) {
    // It may be about to start.
    what = {EndingStep::Do::kill, acting::after_failure};
  } else {
    co_return std::nullopt;
  }
  if (what.what == EndingStep::Do::nothing) co_return what.again;
  std::optional<Error> failure;
  try {
    co_await do_ending(what.what, vmi, guest);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) {
    parts_.log.warning("cannot end the guest yet", {{"vmi", vmi.key().text()}, {"why", failure->message()}});
    co_return acting::after_failure;
  }
  co_return what.again;
}

Task<> GuestReconciler::do_ending(EndingStep::Do what, SeenVmi vmi, Known guest) {
  const auto link = guest->link;
  if (what == EndingStep::Do::press) {
    const bool first = !guest->last_pressed;
    guest->last_pressed = parts_.clock.now();
    co_await link->demand("ShutdownVirtualMachine", {}, acting::press_limit);
    if (first) tell(vmi, {"Normal", std::string(kubevirt::event::shutting_down), "Signaled Graceful Shutdown"});
    co_return;
  }
  const bool first = !guest->last_killed && !guest->killed;
  // What is about to start may run in spite of it, and is no guest that was killed a moment ago then.
  if (link->report() && is_alive(*link->report())) guest->last_killed = parts_.clock.now();
  co_await link->demand("KillVirtualMachine", {}, acting::kill_limit);
  guest->killed = true;
  if (first) tell(vmi, {"Normal", std::string(kubevirt::event::deleted), "VirtualMachineInstance stopping"});
}

/// False when the launcher could not be told.
Task<bool> GuestReconciler::delete_domain(Known guest) {
  const auto link = guest->link;
  std::optional<Error> failure;
  try {
    if (link->report() && is_alive(*link->report()))
      co_await link->demand("KillVirtualMachine", {}, acting::kill_limit);
    co_await link->demand("DeleteVirtualMachine", {}, acting::delete_limit);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure)
    parts_.log.debug("the domain was not let go", {{"vmi", link->place().vmi.text()}, {"why", failure->message()}});
  co_return !failure;
}

void GuestReconciler::clean(Guest& guest) {
  guest.cleaned = true;
  guest.link.reset();
  try {
    remove_ghost(parts_.paths, guest.uid);
    network::remove_records(parts_.paths, guest.uid);
  } catch (const Error& error) {
    parts_.log.warning("records of a guest stay behind", {{"uid", guest.uid}, {"why", error.message()}});
  }
}

Task<> GuestReconciler::finish(SeenVmi vmi, Known guest) {
  if (guest->cleaned) co_return;
  if (!guest->link && has_ghost(parts_.paths, guest->uid)) follow_pod(vmi, guest);
  co_await stop_start(guest);
  const auto pod = pod_of(*guest);
  const auto view = view_of(vmi, *guest, pod ? &*pod : nullptr);
  // With its guest the launcher ends, and nothing is left to be told.
  const bool over = view.report && has_ended(*view.report) && !view.connected;
  if (!guest->link || view.pod_gone || pod_has_ended(view) || over) {
    clean(*guest);
    co_return;
  }
  if (!view.connected) co_return;  // the link, or the pod's end, brings the key back
  const bool ended = view.report && has_ended(*view.report);
  const bool let_go = co_await delete_domain(guest);
  if (!let_go && !ended) co_return;
  tell(vmi, {"Normal", std::string(kubevirt::event::deleted), "Signaled Deletion"});
  clean(*guest);
}

Task<bool> GuestReconciler::ends_within(kube::Key key, Duration limit) {
  const auto end = parts_.clock.steady() + limit;
  while (true) {
    const auto found = guests_.find(key);
    if (found == guests_.end()) co_return true;
    const auto guest = found->second;
    if (!guest->link || !guest->link->report() || !is_alive(*guest->link->report())) co_return true;
    const auto left = end - parts_.clock.steady();
    if (left <= Duration::zero()) co_return false;
    guest->changed.reset();
    co_await guest->changed.wait_for(left);
  }
}

void GuestReconciler::find_ghosts() {
  for (const auto& ghost : read_ghosts(parts_.paths)) {
    const kube::Key key{ghost.namespace_, ghost.name};
    const auto vmi = vmis_.find(key);
    if (vmi && vmi.cached().uid == ghost.uid) continue;  // adopted
    auto guest = std::make_shared<Guest>(parts_.executor);
    guest->uid = ghost.uid;
    guest->pod_uid = ghost.pod_uid;
    make_link(guest, {key, ghost.uid, ghost.pod_uid});
    begin_end(guest, key.text());
  }
}

/// An instance may vanish from the cache without being deleted, when it loses its label: the server itself is asked
/// before anything is ended for good.
Task<bool> GuestReconciler::is_wanted(kube::Key key, std::string uid) {
  while (true) {
    std::optional<Error> failure;
    try {
      const auto found = co_await parts_.client.find(parts_.vmis.kind(), key);
      co_return found&& json::text(*found, {"metadata", "uid"}) == uid;
    } catch (const Error& error) {
      failure = error;
    }
    parts_.log.warning("cannot ask whether a guest is still wanted", {{"vmi", key.text()}, {"error", failure->what()}});
    co_await sleep_for(acting::ask_again);
  }
}

/// Kept from now on, whether the task still begins or not: leave() waits for what the guest has under way.
void GuestReconciler::begin_end(const Known& guest, const std::string& name) {
  orphans_.push_back(guest);
  parts_.scope.spawn(end_orphan(guest, name), "end " + name);
}

/// Nobody wants this guest any more; its launcher is told so as soon as it answers, or has gone with its pod.
Task<> GuestReconciler::end_orphan(Known guest, std::string name) {
  co_await stop_start(guest);
  if (guest->link && co_await is_wanted(guest->link->place().vmi, guest->uid)) {
    parts_.log.warning("an instance has lost its label kubevirt.io/nodeName; its guest is left alone", {{"vmi", name}});
    co_await guest->link->close();
    std::erase(orphans_, guest);
    co_return;
  }
  parts_.log.info("ends a guest whose instance has gone", {{"vmi", name}, {"uid", guest->uid}});
  while (guest->link) {
    guest->changed.reset();
    if (guest->link->connected()) {
      if (co_await delete_domain(guest)) break;
    } else if (guest->link->socket_missing_since()) {
      break;
    }
    co_await guest->changed.wait_for(acting::kill_limit);
  }
  clean(*guest);
  std::erase(orphans_, guest);
}

Task<> GuestReconciler::leave() {
  auto all = std::move(orphans_);
  for (const auto& [key, guest] : guests_) all.push_back(guest);
  guests_.clear();
  orphans_.clear();
  for (const auto& guest : all) {
    co_await stop_start(guest);
    if (guest->link) co_await guest->link->close();
  }
  // Links that were dropped a moment ago end by themselves in some turns of the loop.
  co_await sleep_for(acting::loose_ends);
}

}  // namespace coracle::virt::handler
