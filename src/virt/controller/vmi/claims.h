#pragma once
// The claims that an instance's volumes name: whether they are there, and which are block devices.
#include <set>
#include <string>

#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "kube/client.h"

namespace coracle::virt::controller::vmi {

/// Names of the PersistentVolumeClaims; a DataVolume's claim has its name.
std::set<std::string> claims_of(const api::kubevirt::v1::VirtualMachineInstance& vmi);

struct Claims {
  std::set<std::string> block;
  std::string missing;  ///< the first that does not exist; empty when all do
};
Task<Claims> look_up_claims(kube::Client& client, std::string ns, std::set<std::string> names);

}  // namespace coracle::virt::controller::vmi
