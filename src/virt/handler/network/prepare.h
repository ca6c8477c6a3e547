#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/task.h"
#include "proc/namespaces.h"
#include "virt/handler/launcher_link/pod_process.h"
#include "virt/handler/network/masquerade.h"
#include "virt/handler/network/resolver.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::handler::network {

/// One guest interface with what it is bound to, ready to be made in the pod.
struct Wanted {
  std::string name;
  std::string mac;  ///< of the guest's card
  Masquerade binding;
};

/// What the instance's interfaces need. `macs` are those that were given before, by interface: a guest keeps its
/// address. An error names the interface whose binding is not built.
Result<std::vector<Wanted>> wanted_interfaces(const api::kubevirt::v1::VirtualMachineInstance& vmi,
                                              const std::vector<std::string>& pod_addresses,
                                              const std::map<std::string, std::string>& macs);

/// 02:xx:xx:xx:xx:xx, at random and never the bridge's.
std::string random_mac();
bool is_mac(std::string_view text);

/// The steps that make the plan so in the pod's network; the packets' size is that of `pod_interface`.
json::Value request_of(const Plan& plan, const std::string& pod_interface);

/// Makes all of it in the pod's network and says what the launcher must know. Done again after a crash, it changes
/// nothing that guests would notice.
Task<std::vector<shared::PreparedInterface>> prepare(std::vector<Wanted> interfaces, Resolver resolver,
                                                     PodProcess process, proc::Helper helper);

}  // namespace coracle::virt::handler::network
