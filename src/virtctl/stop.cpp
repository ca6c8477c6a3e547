#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/subresource.h"

namespace coracle::virtctl {
namespace {

struct StopFlags {
  std::string name;
  bool force = false;
  bool dry_run = false;
  std::optional<std::int64_t> grace_period;
};

Task<int> stop(Session& session, StopFlags flags) {
  if (flags.force != flags.grace_period.has_value())
    throw Error(Reason::bad_request, "--force=true and --grace-period must be given together");
  json::Object body;
  if (flags.force) body["gracePeriod"] = *flags.grace_period;
  set_dry_run(body, flags.dry_run);
  std::optional<Error> failure;
  try {
    co_await put(session, subresource_path(Target::machine, session.ns(), flags.name, "stop"), body);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) {
    const std::string doing = flags.force ? "error force stopping VirtualMachine " : "error stopping VirtualMachine ";
    throw reworded(*failure, doing + failure->message());
  }
  std::printf("VM %s was scheduled to stop\n", flags.name.c_str());
  co_return 0;
}
}  // namespace

void add_stop(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<StopFlags>();
  auto* app = parent.add_subcommand("stop", "Stop a virtual machine");
  app->add_option("VM", flags->name, "Name of the virtual machine")->required();
  app->add_flag("--force", flags->force, "Stop it within --grace-period, whatever its own says");
  app->add_option("--grace-period", flags->grace_period, "Seconds that the guest has; 0 stops at once (with --force)");
  app->add_flag("--dry-run", flags->dry_run, "Only ask whether it could be done");
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return stop(session, *flags); }; });
}

}  // namespace coracle::virtctl
