#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/subresource.h"

namespace coracle::virtctl {
namespace {

struct RestartFlags {
  std::string name;
  bool force = false;
  bool dry_run = false;
  std::optional<std::int64_t> grace_period;
};

Task<int> restart(Session& session, RestartFlags flags) {
  if (flags.force != flags.grace_period.has_value())
    throw Error(Reason::bad_request, "--force=true and --grace-period=0 must be given together");
  json::Object body;
  if (flags.force) body["gracePeriodSeconds"] = *flags.grace_period;
  set_dry_run(body, flags.dry_run);
  std::optional<Error> failure;
  try {
    co_await put(session, subresource_path(Target::machine, session.ns(), flags.name, "restart"), body);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) throw reworded(*failure, "error restarting VirtualMachine " + failure->message());
  std::printf("VM %s was scheduled to restart\n", flags.name.c_str());
  co_return 0;
}
}  // namespace

void add_restart(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<RestartFlags>();
  auto* app = parent.add_subcommand("restart", "Restart a virtual machine");
  app->add_option("VM", flags->name, "Name of the virtual machine")->required();
  app->add_flag("--force", flags->force, "Restart it at once, without asking the guest (with --grace-period=0)");
  app->add_option("--grace-period", flags->grace_period, "Seconds that the guest has; only 0 (with --force)");
  app->add_flag("--dry-run", flags->dry_run, "Only ask whether it could be done");
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return restart(session, *flags); }; });
}

}  // namespace coracle::virtctl
