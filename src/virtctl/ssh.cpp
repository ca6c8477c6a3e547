#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/local_ssh.h"

namespace coracle::virtctl {
namespace {

struct SshCommandFlags {
  SshFlags ssh;
  std::string target;
  std::string command;
};

Task<int> ssh(Session& session, SshCommandFlags flags) {
  const auto target = parse_login_target(flags.target).take();
  auto arguments = ssh_arguments(session, flags.ssh, target.machine);
  arguments.push_back(ssh_destination(session, flags.ssh, target));
  if (!flags.command.empty()) arguments.push_back(flags.command);
  co_return co_await run_local("ssh", std::move(arguments));
}
}  // namespace

void add_ssh(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<SshCommandFlags>();
  auto* app = parent.add_subcommand("ssh", "Open an ssh connection to a virtual machine, with the local ssh");
  app->add_option("TARGET", flags->target, "[user@]TYPE/NAME[/NAMESPACE] with the type vm or vmi")->required();
  app->add_option("-c,--command", flags->command, "Command to run in the guest");
  add_ssh_flags(*app, flags->ssh);
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return ssh(session, *flags); }; });
}

}  // namespace coracle::virtctl
