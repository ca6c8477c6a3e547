#pragma once
// One run of a virtual machine.
#include <string>

#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "api/kubevirt/v1/virtual_machine_instance_status.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// One run of a virtual machine, from its start to its end; a pod is to a Deployment what this is to a VirtualMachine.
struct VirtualMachineInstance {
  std::string api_version = "kubevirt.io/v1";
  std::string kind = "VirtualMachineInstance";
  meta::v1::ObjectMeta metadata;
  VirtualMachineInstanceSpec spec;
  VirtualMachineInstanceStatus status;
};
const schema::Struct& describe(const VirtualMachineInstance*);

}  // namespace coracle::api::kubevirt::v1
