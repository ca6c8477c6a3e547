#pragma once
// How a start or stop is asked of virt-controller: by the VM's status, or by its run strategy. Pure.
#include <string>
#include <string_view>
#include <vector>

#include "virt/api/subresources/objects.h"

namespace coracle::virt::api {

using StateChange = kubevirt::VirtualMachineStateChangeRequest;

StateChange start_request(bool paused);
StateChange stop_request(std::string uid);

/// The patch of /status that asks for the changes. Throws Conflict when something else is underway already; a stop
/// takes the place of whatever was asked before.
json::Array request_patch(const json::Value& vm, const std::vector<StateChange>& changes);
/// The patch that turns the machine on or off by runStrategy, or by running where that is what it has.
json::Array switch_patch(const kubevirt::VirtualMachine& vm, bool on);
/// The patch of an instance's terminationGracePeriodSeconds.
json::Array grace_patch(const kubevirt::VirtualMachineInstance& vmi, std::int64_t seconds);

/// Sends what `decide` makes of the VM as it is now; again when somebody was faster.
struct Change {
  json::Array patch;
  std::string subresource;
};
using Decide = std::function<Change(const Machine&)>;
Task<> change_machine(Means& means, Machine machine, Decide decide, bool dry_run);
Task<> change_grace(Means& means, const kubevirt::VirtualMachineInstance& vmi, std::int64_t seconds, bool dry_run);

/// Throws Conflict when the VM waits for a person to repair it.
void refuse_manual_recovery(const kubevirt::VirtualMachine& vm);

}  // namespace coracle::virt::api
