#pragma once
// Acts on plan() for nodes. A key is a node's name, of one that instances name but is gone, too.
#include "kube/events.h"
#include "kube/reconciler.h"
#include "kube/typed.h"
#include "virt/controller/node/plan.h"

namespace coracle::virt::controller::node {

/// Index of instances by status.nodeName.
inline constexpr const char* by_node = "node";
std::vector<std::string> node_of_instance(const kube::CachedObject& instance);

class Reconciler final : public kube::Reconciler {
 public:
  struct Parts {
    kube::Lister<core::Node> nodes;
    kube::Lister<kubevirt::VirtualMachineInstance> instances;  ///< with index by_node
    kube::Lister<core::Pod> pods;
    kube::Client& client;
    kube::Writer<core::Node>& node_writer;
    kube::Writer<kubevirt::VirtualMachineInstance>& instance_writer;
    kube::EventRecorder& events;
    const Clock& clock;
    WallTime not_before;
  };
  explicit Reconciler(Parts parts) : parts_(std::move(parts)) {}
  Task<kube::Next> reconcile(kube::Key key) override;

 private:
  Task<> mark_unschedulable(kube::Seen<core::Node> node);
  Task<> fail(kube::Seen<kubevirt::VirtualMachineInstance> instance);
  Parts parts_;
};

}  // namespace coracle::virt::controller::node
