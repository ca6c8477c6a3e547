#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "apiserver/instance.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/files.h"

namespace coracle::cmd {
namespace {

struct ServeFlags {
  apiserver::Instance::Options options;
  std::string kubeconfig;
};

int serve_api(const ServeFlags& flags) {
  const Log log("coracle");
  apiserver::Instance server(flags.options, log.part("apiserver"));
  const auto kubeconfig =
      flags.kubeconfig.empty() ? flags.options.state_folder + "/admin.kubeconfig" : flags.kubeconfig;
  write_file(kubeconfig, server.admin_kubeconfig());
  log.info("the API is served", {{"url", server.url()}, {"kubeconfig", kubeconfig}});
  std::printf("ready\n");
  std::fflush(stdout);
  run_task([](Loop& loop) -> Task<> {
    Signals signals(loop, {SIGTERM, SIGINT});
    co_await signals.next();
  });
  log.info("stopping");
  server.stop();
  return 0;
}
}  // namespace

void add_apiserver(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<ServeFlags>();
  flags->options.state_folder = "/var/lib/coracle";
  auto* app = parent.add_subcommand("apiserver", "Serves the Kubernetes API alone, without a node, until SIGTERM");
  app->add_option("--state", flags->options.state_folder, "Folder of store and keys")->capture_default_str();
  app->add_option("--address", flags->options.address, "Numeric address to listen on")->capture_default_str();
  app->add_option("--port", flags->options.port, "Port to listen on; 0 takes a free one")->capture_default_str();
  app->add_option("--threads", flags->options.loops, "Threads that serve connections; 0: one a core, at most 8")
      ->capture_default_str();
  app->add_option("--kubeconfig", flags->kubeconfig,
                  "Where to write the administrator's kubeconfig (default: STATE/admin.kubeconfig)");
  app->callback([flags, &chosen] { chosen = [flags] { return serve_api(*flags); }; });
}

}  // namespace coracle::cmd
