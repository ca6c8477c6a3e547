#pragma once
#include <string>
#include <vector>

#include "virtctl/session.h"
#include "virtctl/target.h"

namespace CLI {
class App;
}

namespace coracle::virtctl {

/// What ssh and scp share: both run the machine's own program, with this one's port-forward as its way to the guest.
struct SshFlags {
  std::string user;
  std::uint16_t port = 22;
  std::string identity_file;
  std::string known_hosts;
  std::vector<std::string> local_options;
};
void add_ssh_flags(CLI::App& app, SshFlags& flags);

/// Arguments for ssh or scp: the proxy command, the keys of hosts, the user's own.
std::vector<std::string> ssh_arguments(Session& session, const SshFlags& flags, const MachineTarget& target);
/// "user@vm.NAME.NAMESPACE": what ssh believes to be the host's name.
std::string ssh_destination(Session& session, const SshFlags& flags, const LoginTarget& target);
/// Runs it with our terminal and returns its exit status.
Task<int> run_local(std::string program, std::vector<std::string> arguments);

}  // namespace coracle::virtctl
