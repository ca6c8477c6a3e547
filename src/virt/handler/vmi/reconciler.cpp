#include "virt/handler/vmi/reconciler.h"

#include <algorithm>

#include "api/kubevirt/v1/reasons.h"
#include "api/kubevirt/v1/states.h"
#include "virt/handler/ghosts/ghost_records.h"
#include "virt/handler/network/records.h"
#include "virt/handler/vmi/phase.h"
#include "virt/handler/vmi/start.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;
namespace kubevirt = api::kubevirt::v1;
namespace phase = kubevirt::vmi_phase;

namespace reconciling {
namespace {

constexpr Duration pod_may_be_late = 5s;   // its watch and that of instances are two
constexpr Duration between_statuses = 1s;  // for what is not urgent
constexpr int most_early_statuses = 10;    // a launcher may say that its guest is paused as often as it likes

std::optional<Duration> sooner(std::optional<Duration> a, std::optional<Duration> b) {
  if (!a) return b;
  return b ? std::min(*a, *b) : a;
}

/// The launcher's pod on this node: there is one at most until guests migrate.
std::string pod_uid_of(const kubevirt::VirtualMachineInstance& vmi, const std::string& node) {
  for (const auto& [uid, where] : vmi.status.active_pods) {
    if (where == node) return uid;
  }
  return {};
}

std::optional<Duration> time_until(std::optional<SteadyTime> since, Duration limit, SteadyTime now) {
  if (!since || now - *since >= limit) return std::nullopt;
  return limit - (now - *since) + 1ms;
}

}  // namespace
}  // namespace reconciling

GuestReconciler::GuestReconciler(Parts parts) : parts_(std::move(parts)), vmis_(parts_.vmis), pods_(parts_.pods) {}
GuestReconciler::~GuestReconciler() = default;

std::shared_ptr<LauncherLink> GuestReconciler::link_of(const kube::Key& key) const {
  const auto found = guests_.find(key);
  return found == guests_.end() ? nullptr : found->second->link;
}

GuestReconciler::Known GuestReconciler::guest_of(const SeenVmi& vmi) {
  auto& known = guests_[vmi.key()];
  if (known) return known;
  known = std::make_shared<Guest>(parts_.executor);
  known->uid = vmi.cached().uid;
  known->prepared = network::read_records(parts_.paths, known->uid);
  return known;
}

void GuestReconciler::make_link(const Known& guest, LauncherPlace place) {
  LauncherLink::Callbacks calls;
  const auto key = place.vmi;
  calls.changed = [this, key, weak = std::weak_ptr(guest)] {
    if (const auto held = weak.lock()) held->changed.set();
    if (wake_) wake_(key);
  };
  calls.told = [this, key](std::string type, std::string reason, std::string message) {
    if (const auto vmi = vmis_.find(key)) tell(vmi, {std::move(type), std::move(reason), std::move(message)});
  };
  guest->link = std::make_shared<LauncherLink>(parts_.executor, parts_.paths, std::move(place), parts_.folders,
                                               std::move(calls), parts_.log);
}

void GuestReconciler::follow_pod(const SeenVmi& vmi, const Known& guest) {
  const auto uid = reconciling::pod_uid_of(*vmi, parts_.node);
  if (uid.empty() || (guest->link && guest->pod_uid == uid)) return;
  guest->pod_uid = uid;
  guest->pod_seen = false;
  make_link(guest, {vmi.key(), guest->uid, uid});
}

kube::Seen<api::core::v1::Pod> GuestReconciler::pod_of(const Guest& guest) const {
  if (guest.pod_uid.empty()) return {};
  for (const auto& pod : pods_.by_index(pods_by_uid, guest.pod_uid)) {
    // Only the pod that virt-controller made for this very instance.
    if (kube::controller_uid(pod.cached().raw) == guest.uid) return pod;
  }
  return {};
}

View GuestReconciler::view_of(const SeenVmi& vmi, Guest& guest, const api::core::v1::Pod* pod) const {
  const auto now = parts_.clock.steady();
  View view{.vmi = *vmi};
  view.now = parts_.clock.now();
  view.pod = pod;
  if (pod) {
    guest.pod_seen = true;
    guest.pod_missing_since.reset();
  } else if (!guest.pod_missing_since) {
    guest.pod_missing_since = now;
  }
  view.pod_gone = !pod && (guest.pod_seen || now - *guest.pod_missing_since >= reconciling::pod_may_be_late);
  view.starting = guest.starting;
  view.killed = guest.killed;
  view.sync_failure = guest.start_failure;
  view.selinux_context = guest.selinux_context;
  for (const auto& one : guest.prepared) view.macs[one.name] = one.mac;
  if (!guest.link) return view;
  view.report = guest.link->report();
  view.connected = guest.link->connected();
  view.unresponsive = guest.link->unresponsive();
  if (const auto since = guest.link->socket_missing_since()) view.socket_missing = now - *since;
  const bool no_domain = view.connected && view.report && !is_alive(*view.report) && !has_ended(*view.report);
  if (!no_domain)
    guest.domain_missing_since.reset();
  else if (!guest.domain_missing_since)
    guest.domain_missing_since = now;
  if (guest.domain_missing_since) view.domain_missing = now - *guest.domain_missing_since;
  return view;
}

void GuestReconciler::tell(const SeenVmi& vmi, const Told& told) {
  parts_.events.record(kube::event_subject(vmi.cached().raw), told.type, told.reason, told.message);
}

Task<kube::Next> GuestReconciler::reconcile(kube::Key key) {
  const auto vmi = vmis_.find(key);
  if (const auto found = guests_.find(key);
      found != guests_.end() && (!vmi || vmi.cached().uid != found->second->uid)) {
    const auto gone = found->second;
    guests_.erase(found);
    if (!gone->cleaned) begin_end(gone, key.text());
  }
  // Only what was handed to this node is ours to write to.
  if (!vmi || vmi->status.node_name != parts_.node) co_return kube::Next::done();
  const auto guest = guest_of(vmi);
  if (is_final(*vmi)) {
    co_await finish(vmi, guest);
    co_return kube::Next::done();
  }
  if (vmi->status.phase != phase::scheduled && vmi->status.phase != phase::running) co_return kube::Next::done();
  follow_pod(vmi, guest);
  auto again = co_await act(vmi, guest);
  again = reconciling::sooner(again, co_await write_status(vmi, guest));
  const auto now = parts_.clock.steady();
  const auto missing = guest->link ? guest->link->socket_missing_since() : std::nullopt;
  again = reconciling::sooner(again, reconciling::time_until(missing, longest_without_socket, now));
  again = reconciling::sooner(again, reconciling::time_until(guest->domain_missing_since, longest_without_domain, now));
  again =
      reconciling::sooner(again, reconciling::time_until(guest->pod_missing_since, reconciling::pod_may_be_late, now));
  co_return again ? kube::Next::after(*again) : kube::Next::done();
}

Task<std::optional<Duration>> GuestReconciler::write_status(SeenVmi vmi, Known guest) {
  const auto pod = pod_of(*guest);
  const auto view = view_of(vmi, *guest, pod ? &*pod : nullptr);
  const auto after = with_status(view);
  if (after == *vmi) co_return std::nullopt;
  const auto now = parts_.clock.steady();
  const auto since = now - guest->last_status;
  const bool early = since < reconciling::between_statuses;
  const bool new_phase = after.status.phase != vmi->status.phase;
  const bool may_be_early = is_urgent(*vmi, after) && guest->early_statuses < reconciling::most_early_statuses;
  if (early && !new_phase && !may_be_early) co_return reconciling::between_statuses - since;
  co_await parts_.writer.patch_status(vmi, after);
  guest->last_status = now;
  guest->early_statuses = std::max(guest->early_statuses + (early ? 1 : -1), 0);
  for (const auto& told : told_of(*vmi, after)) tell(vmi, told);
  if (new_phase) parts_.log.info("a new phase", {{"vmi", vmi.key().text()}, {"phase", after.status.phase}});
  // The domain is let go at once, so that the pod can end.
  if (is_final(after)) co_await finish(vmi, guest);
  co_return std::nullopt;
}

}  // namespace coracle::virt::handler
