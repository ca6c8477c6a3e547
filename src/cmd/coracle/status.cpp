#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/error.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/control.h"
#include "cmd/coracle/lock.h"

namespace coracle::cmd {
namespace {

int status(const std::string& root) {
  const Layout layout(root);
  const auto pid = ClusterLock::holder(layout);
  if (!pid) {
    std::printf("coracle does not run; start it with: coracle up%s --detach\n", layout.flag().c_str());
    return 1;
  }
  const auto answer = ask_running(layout, "GET", "/status", std::chrono::seconds(10));
  std::printf("coracle " CORACLE_VERSION " runs as process %d\n", static_cast<int>(*pid));
  std::printf("API:        %s\n", std::string(json::text(answer, {"url"})).c_str());
  std::printf("kubeconfig: %s\n", layout.admin_kubeconfig().c_str());
  std::printf("node:       %s\n", std::string(json::text(answer, {"node"})).c_str());
  const auto* missing = json::find(answer, {"missing"});
  if (missing && missing->is_array() && !missing->get_array().empty()) {
    for (const auto& one : missing->get_array())
      std::printf("missing:    %s\n", one.is_string() ? one.get_string().c_str() : "");
    return 1;
  }
  std::printf("ready for virtual machines\n");
  return 0;
}
}  // namespace

void add_status(CLI::App& parent, Chosen& chosen) {
  const auto root = std::make_shared<std::string>();
  auto* app = parent.add_subcommand("status", "Says whether the cluster runs, and what it lacks; status 0 when ready");
  add_root_flag(*app, *root);
  app->callback([root, &chosen] { chosen = [root] { return status(*root); }; });
}

}  // namespace coracle::cmd
