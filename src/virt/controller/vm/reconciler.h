#pragma once
// Acts on plan() for virtual machines.
#include "kube/events.h"
#include "kube/reconciler.h"
#include "kube/typed.h"
#include "virt/controller/settings.h"
#include "virt/controller/vm/plan.h"
#include "virt/controller/vm/revision.h"

namespace coracle::virt::controller::vm {

class Reconciler final : public kube::Reconciler {
 public:
  struct Parts {
    kube::Lister<kubevirt::VirtualMachine> machines;
    kube::Lister<kubevirt::VirtualMachineInstance> instances;
    kube::Writer<kubevirt::VirtualMachine>& machine_writer;
    kube::Writer<kubevirt::VirtualMachineInstance>& instance_writer;
    Revisions& revisions;
    kube::EventRecorder& events;
    const Settings& settings;
    const Clock& clock;
  };
  explicit Reconciler(Parts parts) : parts_(std::move(parts)) {}
  Task<kube::Next> reconcile(kube::Key key) override;

 private:
  using Machine = kube::Seen<kubevirt::VirtualMachine>;
  using Instance = kube::Seen<kubevirt::VirtualMachineInstance>;
  struct Attempt {
    std::optional<Error> error;
    std::string reason;  ///< of the event and of the condition Failure
  };
  Task<Plan> decide(Machine machine, Instance named);
  Task<> start(Machine machine, bool paused);
  Task<> stop(Machine machine, Instance instance);
  Task<Attempt> act(Machine machine, Instance named, Plan plan);
  kubevirt::VirtualMachineStatus failed(const kubevirt::VirtualMachine& machine, kubevirt::VirtualMachineStatus status,
                                        const Attempt& attempt) const;
  Task<> write_status(Machine machine, kubevirt::VirtualMachineStatus status);

  Parts parts_;
};

}  // namespace coracle::virt::controller::vm
