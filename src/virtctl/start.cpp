#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/subresource.h"

namespace coracle::virtctl {
namespace {

struct StartFlags {
  std::string name;
  bool paused = false;
  bool dry_run = false;
};

Task<int> start(Session& session, StartFlags flags) {
  json::Object body;
  if (flags.paused) body["paused"] = true;
  set_dry_run(body, flags.dry_run);
  std::optional<Error> failure;
  try {
    co_await put(session, subresource_path(Target::machine, session.ns(), flags.name, "start"), body);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure) throw reworded(*failure, "error starting VirtualMachine " + failure->message());
  std::printf("VM %s was scheduled to start\n", flags.name.c_str());
  co_return 0;
}
}  // namespace

void add_start(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<StartFlags>();
  auto* app = parent.add_subcommand("start", "Start a virtual machine");
  app->add_option("VM", flags->name, "Name of the virtual machine")->required();
  app->add_flag("--paused", flags->paused, "Start it paused");
  app->add_flag("--dry-run", flags->dry_run, "Only ask whether it could be done");
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return start(session, *flags); }; });
}

}  // namespace coracle::virtctl
