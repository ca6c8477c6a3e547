// coracle: Kubernetes and virtual machines on one machine.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "cmd/coracle/command.h"
#include "cmd/coracle/descriptors.h"
#include "cmd/coracle/memory.h"
#include "proc/namespaces.h"
#include "proc/network.h"
#include "virtctl/usage.h"

namespace {
using namespace coracle;

/// We are our own helper that enters the namespaces of pods.
int be_namespace_helper() {
  const proc::Action actions[] = {{"network", proc::network_action}};
  return proc::namespace_helper_main(actions);
}
}  // namespace

int main(int argc, char** argv) {
  if (proc::is_namespace_helper(argc, argv)) return be_namespace_helper();
  cmd::share_heaps();
  cmd::raise_descriptor_limit();
  // A client that leaves is a write that fails, not the end of the server.
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app{"Coracle: Kubernetes and virtual machines on one machine", "coracle"};
  app.set_version_flag("--version", "coracle " CORACLE_VERSION);
  app.require_subcommand(1);
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  cmd::Chosen chosen;
  for (const auto add : {cmd::add_up, cmd::add_status, cmd::add_down, cmd::add_kubeconfig, cmd::add_token,
                         cmd::add_images, cmd::add_apiserver})
    add(app, chosen);
  try {
    app.parse(argc, argv);
    return chosen();
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::fprintf(stderr, "%s\n", virtctl::usage_error(app, error).c_str());
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coracle: %s\n", error.what());
    return 1;
  }
}
