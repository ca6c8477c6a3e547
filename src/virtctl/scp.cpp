#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/local_ssh.h"

namespace coracle::virtctl {
namespace {

struct ScpFlags {
  SshFlags ssh;
  std::string source;
  std::string destination;
  bool recursive = false;
  bool preserve = false;
};

Task<int> scp(Session& session, ScpFlags flags) {
  const auto from = parse_remote_path(flags.source);
  const auto to = parse_remote_path(flags.destination);
  if (from.has_value() == to.has_value())
    throw Error(Reason::bad_request, "one of the two paths must be in a virtual machine (vm/NAME:PATH), one here");
  auto remote = from ? *from : *to;
  const auto path = std::move(remote).take();
  auto arguments = ssh_arguments(session, flags.ssh, path.login.machine);
  if (flags.recursive) arguments.emplace_back("-r");
  if (flags.preserve) arguments.emplace_back("-p");
  const auto there = ssh_destination(session, flags.ssh, path.login) + ":" + path.path;
  arguments.emplace_back("--");
  arguments.push_back(from ? there : flags.source);
  arguments.push_back(from ? flags.destination : there);
  co_return co_await run_local("scp", std::move(arguments));
}
}  // namespace

void add_scp(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<ScpFlags>();
  auto* app = parent.add_subcommand("scp", "Copy files from or to a virtual machine, with the local scp");
  app->add_option("SOURCE", flags->source, "PATH, or [user@]TYPE/NAME[/NAMESPACE]:PATH")->required();
  app->add_option("DESTINATION", flags->destination, "PATH, or [user@]TYPE/NAME[/NAMESPACE]:PATH")->required();
  app->add_flag("-r,--recursive", flags->recursive, "Copy folders with what is in them");
  app->add_flag("--preserve", flags->preserve, "Keep times and modes");
  add_ssh_flags(*app, flags->ssh);
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return scp(session, *flags); }; });
}

}  // namespace coracle::virtctl
