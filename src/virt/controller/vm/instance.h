#pragma once
// The instance that a machine runs as.
#include <string>
#include <string_view>

#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"

namespace coracle::virt::controller::vm {

namespace kubevirt = api::kubevirt::v1;

/// Succeeded or Failed: nothing runs, and nothing will.
bool is_final(const kubevirt::VirtualMachineInstance& instance);
bool is_deleting(const api::meta::v1::ObjectMeta& metadata);
/// Whether its guest has ever run.
bool has_run(const kubevirt::VirtualMachineInstance& instance);

/// Name of the machine; labels, annotations and spec of its template, not its own; owner, finalizer, the generation it
/// is made from, and a firmware UUID that stays the same from run to run.
kubevirt::VirtualMachineInstance from_template(const kubevirt::VirtualMachine& machine, bool paused);

/// The controlling owner that the machine is of its instance.
api::meta::v1::OwnerReference owner_reference(const kubevirt::VirtualMachine& machine);

/// Firmware UUID of a machine that names none: version 5, of the name, as KubeVirt has always made it. Windows
/// activation and licences of guests are bound to it.
std::string firmware_uuid_of_name(std::string_view name);

}  // namespace coracle::virt::controller::vm
