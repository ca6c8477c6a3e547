// coracle: Kubernetes and virtual machines on one machine.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "apiserver/instance.h"
#include "base/files.h"

namespace {
using namespace coracle;

struct ServeFlags {
  apiserver::Instance::Options options{"/var/lib/coracle", "127.0.0.1", 6443, 0,
                                       "https://kubernetes.default.svc.cluster.local", nullptr};
  std::string kubeconfig;
};

void write_kubeconfig(const std::string& path, const std::string& text) {
  const auto slash = path.rfind('/');
  if (path.empty() || path.front() != '/' || slash + 1 == path.size())
    throw Error(Reason::bad_request, "--kubeconfig must be an absolute path of a file");
  const auto root = open_directory("/");
  const auto folder = make_directories(root.get(), path.substr(1, slash == 0 ? 0 : slash - 1), 0700);
  write_file_atomically(folder.get(), path.substr(slash + 1), text, 0600);
}

int serve(const ServeFlags& flags) {
  // A client that leaves is a write that fails, not the end of the server.
  std::signal(SIGPIPE, SIG_IGN);
  const Log log("coracle");
  apiserver::Instance server(flags.options, log.part("apiserver"));
  const auto kubeconfig =
      flags.kubeconfig.empty() ? flags.options.state_folder + "/admin.kubeconfig" : flags.kubeconfig;
  write_kubeconfig(kubeconfig, server.admin_kubeconfig());
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

int main(int argc, char** argv) {
  CLI::App app{"Coracle: a Kubernetes API server with an embedded store"};
  app.set_version_flag("--version", "coracle " CORACLE_VERSION);
  app.require_subcommand(1);

  ServeFlags flags;
  auto* api = app.add_subcommand("apiserver", "Serves the Kubernetes API from an embedded store until SIGTERM");
  api->add_option("--state", flags.options.state_folder, "Folder of store and keys")->capture_default_str();
  api->add_option("--address", flags.options.address, "Numeric address to listen on")->capture_default_str();
  api->add_option("--port", flags.options.port, "Port to listen on; 0 takes a free one")->capture_default_str();
  api->add_option("--threads", flags.options.loops, "Threads that serve connections; 0: one a core, at most 8")
      ->capture_default_str();
  api->add_option("--kubeconfig", flags.kubeconfig,
                  "Where to write the administrator's kubeconfig (default: STATE/admin.kubeconfig)");

  CLI11_PARSE(app, argc, argv);
  try {
    return serve(flags);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "coracle: %s\n", error.what());
    return 1;
  }
}
