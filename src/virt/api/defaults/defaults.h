#pragma once
// What a user leaves out, filled in. Nothing else defaults: virt-controller and virt-launcher take what is there. Pure
// but for the random identities of firmware.
#include <string>
#include <string_view>

#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/time.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::api {

namespace kubevirt = coracle::api::kubevirt::v1;

/// Makes a new identity of firmware; tests have their own.
using MakeUuid = std::string (*)();

/// The spec of an instance, of a template or its own.
void default_instance_spec(kubevirt::VirtualMachineInstanceSpec& spec, const shared::ClusterConfig& config);

/// A new instance: spec, finalizer and the first status. Of the status it comes with only the name of the revision of
/// its machine stays, which it gives when virt-controller has made it.
void default_new_instance(kubevirt::VirtualMachineInstance& vmi, const shared::ClusterConfig& config, WallTime now,
                          MakeUuid make_uuid, bool of_component = false);

/// A machine: what its instances have in common for all their lives. `created` also gives it its identity.
void default_machine(kubevirt::VirtualMachine& vm, const shared::ClusterConfig& config, bool created,
                     MakeUuid make_uuid);

}  // namespace coracle::virt::api
