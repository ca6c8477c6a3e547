#pragma once
// Acts on plan() for instances: makes their launcher pods, hands them over to their nodes, clears up after them.
#include "kube/events.h"
#include "kube/reconciler.h"
#include "kube/typed.h"
#include "virt/controller/launcher_pod/launcher_pod.h"
#include "virt/controller/settings.h"
#include "virt/controller/vmi/plan.h"

namespace coracle::virt::controller::vmi {

class Reconciler final : public kube::Reconciler {
 public:
  struct Parts {
    kube::Lister<kubevirt::VirtualMachineInstance> instances;
    kube::Lister<core::Pod> pods;
    kube::Lister<kubevirt::VirtualMachine> machines;
    kube::Client& client;
    kube::Writer<kubevirt::VirtualMachineInstance>& instance_writer;
    kube::Writer<core::Pod>& pod_writer;
    kube::EventRecorder& events;
    const Settings& settings;
    const Clock& clock;
    launcher_pod::LauncherImage launcher;
  };
  explicit Reconciler(Parts parts) : parts_(std::move(parts)) {}
  Task<kube::Next> reconcile(kube::Key key) override;

 private:
  using Instance = kube::Seen<kubevirt::VirtualMachineInstance>;
  using Pods = std::vector<kube::Seen<core::Pod>>;
  /// The pods there are now, or why none could be made.
  struct Made {
    Pods pods;
    std::optional<Trouble> trouble;
    std::optional<Error> retry;           ///< the server's refusal: try again, with back-off
    std::optional<Duration> again_after;  ///< what is missing may turn up
  };
  Plan decide(const Instance& vmi, const Pods& pods, std::optional<Trouble> trouble) const;
  bool has_owner(const Instance& vmi) const;
  Task<Made> make_pod(Instance vmi);
  Task<Pods> live_pods(Instance vmi);
  /// Looked for on the server itself before an instance is called lost, or let go: a guest that runs on in a pod which
  /// the cache does not show would meet its successor on the same disks.
  Task<Pods> hidden_pods(Instance vmi);
  Task<kube::Seen<core::Pod>> create_pod(Instance vmi, core::Pod pod);
  Task<> remove_pod(Instance vmi, kube::Seen<core::Pod> pod);
  Task<> change_pod(kube::Key key, std::string uid, PodChange change);
  Task<> patch_pod(kube::Key key, json::Value patch, std::string subresource);
  void tell(const Instance& vmi, std::string type, std::string_view reason, std::string message);

  Parts parts_;
};

}  // namespace coracle::virt::controller::vmi
