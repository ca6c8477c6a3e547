#pragma once
// The spec a machine was last started from, kept as a ControllerRevision, so that a change that needs a restart can be
// told from one that does not.
#include <optional>
#include <string>

#include "api/apps/v1/controller_revision.h"
#include "api/kubevirt/v1/virtual_machine.h"
#include "base/log.h"
#include "kube/client.h"

namespace coracle::virt::controller::vm {

namespace kubevirt = api::kubevirt::v1;

/// "revision-start-vm-<uid of the machine>-<its generation>"
std::string revision_name(std::string_view machine_uid, std::string_view generation);
api::apps::v1::ControllerRevision revision_of(const kubevirt::VirtualMachine& machine);

/// Keeps and finds them. Of one loop. Where a server has no ControllerRevisions, nothing is kept, and nobody then knows
/// what a machine was started from.
class Revisions {
 public:
  Revisions(kube::Client& client, Log log) : client_(client), log_(std::move(log)) {}

  /// The name of the one for the machine as it is, made when missing; empty where there are none.
  Task<std::string> keep(kubevirt::VirtualMachine machine);
  /// Removes those of the machine but `newest`.
  Task<> prune(kubevirt::VirtualMachine machine, std::string newest);
  /// What the instance was started from; the last answer is remembered, because it never changes.
  Task<std::optional<kubevirt::VirtualMachineSpec>> find(std::string ns, std::string name);

 private:
  kube::Client& client_;
  Log log_;
  bool told_ = false;  ///< that there are none here
  std::map<kube::Key, kubevirt::VirtualMachineSpec> remembered_;
};

}  // namespace coracle::virt::controller::vm
