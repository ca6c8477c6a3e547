#pragma once
#include <functional>
#include <map>
#include <memory>

#include "api/core/v1/pod.h"
#include "kube/events.h"
#include "kube/reconciler.h"
#include "kube/typed.h"
#include "proc/namespaces.h"
#include "virt/handler/vmi/guest.h"
#include "virt/handler/vmi/shutdown.h"
#include "virt/handler/vmi/status.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::handler {

/// Index of pods by their uid.
inline constexpr const char* pods_by_uid = "uid";

/// From an instance handed to this node to a running guest, and to its end: the thin part. What is decided lies in
/// phase, shutdown, status and conditions.
class GuestReconciler final : public kube::Reconciler {
 public:
  struct Parts {
    Loop::Executor executor;
    std::string node;
    shared::HostPaths paths;
    proc::Helper helper;
    FolderWatch& folders;
    kube::EventRecorder& events;
    kube::Client& client;
    kube::Informer& vmis;  ///< of this node only
    kube::Informer& pods;  ///< launchers of this node, with index pods_by_uid
    kube::Writer<api::kubevirt::v1::VirtualMachineInstance>& writer;
    std::function<const shared::ClusterConfig&()> config;
    const Clock& clock;
    Scope& scope;
    Log log;
  };
  explicit GuestReconciler(Parts parts);
  ~GuestReconciler() override;

  /// What brings a key back; set before the first reconcile.
  void wake_by(std::function<void(const kube::Key&)> wake) { wake_ = std::move(wake); }
  /// Guests that were started by an earlier life and whose instance has gone: they are ended. The caches are filled.
  void find_ghosts();

  Task<kube::Next> reconcile(kube::Key key) override;
  /// Lets all launchers go, whose guests run on: nothing of ours runs afterwards.
  Task<> leave();

  /// The link to a guest's launcher; null when there is none.
  std::shared_ptr<LauncherLink> link_of(const kube::Key& key) const;
  kube::Seen<api::kubevirt::v1::VirtualMachineInstance> find(const kube::Key& key) const { return vmis_.find(key); }
  /// Whether the guest's end is known within the limit.
  Task<bool> ends_within(kube::Key key, Duration limit);

 private:
  using Vmi = api::kubevirt::v1::VirtualMachineInstance;
  using Known = std::shared_ptr<Guest>;
  using SeenVmi = kube::Seen<Vmi>;

  Known guest_of(const SeenVmi& vmi);
  void follow_pod(const SeenVmi& vmi, const Known& guest);
  void make_link(const Known& guest, LauncherPlace place);
  kube::Seen<api::core::v1::Pod> pod_of(const Guest& guest) const;
  View view_of(const SeenVmi& vmi, Guest& guest, const api::core::v1::Pod* pod) const;

  /// When to look again, at the latest.
  Task<std::optional<Duration>> act(SeenVmi vmi, Known guest);
  Task<std::optional<Duration>> end(SeenVmi vmi, Known guest, bool alive);
  Task<> do_ending(EndingStep::Do what, SeenVmi vmi, Known guest);
  void begin_start(const SeenVmi& vmi, const Known& guest);
  Task<> run_start(SeenVmi vmi, Known guest);
  Task<std::optional<Duration>> write_status(SeenVmi vmi, Known guest);
  Task<> finish(SeenVmi vmi, Known guest);
  void begin_end(const Known& guest, const std::string& name);
  Task<> end_orphan(Known guest, std::string name);
  Task<bool> is_wanted(kube::Key key, std::string uid);
  Task<bool> delete_domain(Known guest);
  void tell_unreachable(const SeenVmi& vmi, Guest& guest);
  void clean(Guest& guest);
  Task<> stop_start(Known guest);
  void tell(const SeenVmi& vmi, const Told& told);

  Parts parts_;
  kube::Lister<Vmi> vmis_;
  kube::Lister<api::core::v1::Pod> pods_;
  std::function<void(const kube::Key&)> wake_;
  std::map<kube::Key, Known> guests_;
  std::vector<Known> orphans_;  ///< guests that nobody wants any more, until they have ended
};

}  // namespace coracle::virt::handler
