#include "virtctl/local_ssh.h"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "proc/child.h"

namespace coracle::virtctl {
namespace {

/// ssh runs its proxy command by a shell.
std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char letter : text) quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

std::string own_program() {
  std::string path(4096, '\0');
  const auto length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return "virtctl";
  path.resize(static_cast<std::size_t>(length));
  return path;
}

/// In ~/.ssh, which ssh makes only for files of its own choice.
std::string home_file(const std::string& name) {
  const char* home = std::getenv("HOME");
  const auto folder = std::string(home ? home : "") + "/.ssh";
  if (home) ::mkdir(folder.c_str(), 0700);
  return folder + "/" + name;
}
}  // namespace

void add_ssh_flags(CLI::App& app, SshFlags& flags) {
  app.add_option("-l,--username", flags.user, "User to log in as");
  app.add_option("-p,--port", flags.port, "Port of the guest's ssh server")->capture_default_str();
  app.add_option("-i,--identity-file", flags.identity_file, "File of the private key");
  app.add_option("--known-hosts", flags.known_hosts, "File of known hosts (default: ~/.ssh/kubevirt_known_hosts)");
  app.add_option("-t,--local-ssh-opts", flags.local_options, "Argument for the local ssh; may be given several times")
      ->allow_extra_args(false);
}

std::vector<std::string> ssh_arguments(Session& session, const SshFlags& flags, const MachineTarget& target) {
  // Percent signs are ssh's own in a proxy command.
  std::string proxy = shell_quoted(own_program());
  for (const auto& argument : session.global_arguments()) proxy += " " + shell_quoted(argument);
  proxy += " port-forward --stdio " + shell_quoted(target.text(session.ns())) + " " + std::to_string(flags.port);
  std::string escaped;
  for (const char letter : proxy) escaped += letter == '%' ? std::string("%%") : std::string(1, letter);
  const auto known = flags.known_hosts.empty() ? home_file("kubevirt_known_hosts") : flags.known_hosts;
  std::vector<std::string> arguments{"-o", "ProxyCommand=" + escaped, "-o", "UserKnownHostsFile=" + known};
  if (!flags.identity_file.empty()) arguments.insert(arguments.end(), {"-i", flags.identity_file});
  arguments.insert(arguments.end(), flags.local_options.begin(), flags.local_options.end());
  return arguments;
}

std::string ssh_destination(Session& session, const SshFlags& flags, const LoginTarget& target) {
  const auto& machine = target.machine;
  const auto host = std::string(machine.kind == Target::machine ? "vm." : "vmi.") + machine.name + "." +
                    (machine.ns.empty() ? session.ns() : machine.ns);
  const auto& user = target.user.empty() ? flags.user : target.user;
  return user.empty() ? host : user + "@" + host;
}

Task<int> run_local(std::string program, std::vector<std::string> arguments) {
  proc::Command command;
  command.program = std::move(program);
  command.arguments = std::move(arguments);
  command.in = proc::Stdio::inherit();
  command.out = proc::Stdio::inherit();
  auto child = proc::Child::spawn(command);
  const auto exit = co_await child.wait();
  co_return exit.signal ? 128 + exit.signal : exit.code;
}

}  // namespace coracle::virtctl
