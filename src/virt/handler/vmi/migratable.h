#pragma once
#include <string>

#include "api/kubevirt/v1/virtual_machine_instance.h"

namespace coracle::virt::handler {

struct Migratability {
  bool possible = true;
  std::string reason;  ///< of the condition LiveMigratable when it is not possible
  std::string message;
  bool copies_disks = false;  ///< disks that the other node does not see are copied (BlockMigration)
  bool operator==(const Migratability&) const = default;
};

/// Whether the guest could move to another node while it runs, by what it is made of.
Migratability migratability(const api::kubevirt::v1::VirtualMachineInstance& vmi);
/// The same without regard to its disks: whether it could move to other volumes.
Migratability storage_migratability(const api::kubevirt::v1::VirtualMachineInstance& vmi);

}  // namespace coracle::virt::handler
