#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "base/log.h"
#include "virt/launcher/agent/answers.h"
#include "virt/launcher/libvirt/libvirt.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::launcher::agent {

/// Asks the agent in the guest. Errors: conflict when none is connected is the caller's to check; service_unavailable
/// and timeout come from libvirt, bad_request for answers that are none.
class Agent {
 public:
  Agent(Libvirt& libvirt, std::string domain) : libvirt_(libvirt), domain_(std::move(domain)) {}

  Task<> ping(std::chrono::seconds limit);
  Task<std::vector<GuestCard>> cards();
  Task<v1::VirtualMachineInstanceGuestOSInfo> system();
  Task<std::string> version();
  /// Stops writing to file systems, and lets them go on.
  Task<> freeze();
  Task<> thaw();
  Task<> shutdown();
  Task<std::vector<v1::VirtualMachineInstanceGuestOSUser>> users();
  Task<std::vector<v1::VirtualMachineInstanceFileSystem>> filesystems();
  /// All of it; what a guest's agent does not know stays empty.
  Task<v1::VirtualMachineInstanceGuestAgentInfo> everything();
  /// Runs a program in the guest to its end: its status and the beginning of what it wrote (most_exec_output).
  Task<shared::LauncherAnswer> exec(std::string command, std::vector<std::string> arguments,
                                    std::chrono::seconds limit);

 private:
  Task<json::Value> ask(std::string command, json::Object arguments, std::chrono::seconds limit,
                        std::size_t longest = longest_answer);
  Task<json::Value> ask(std::string command);
  Libvirt& libvirt_;
  std::string domain_;
};

}  // namespace coracle::virt::launcher::agent
