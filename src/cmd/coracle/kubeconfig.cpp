#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>

#include "base/error.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/files.h"
#include "cmd/coracle/layout.h"
#include "kube/merge_kubeconfig.h"

namespace coracle::cmd {
namespace {

struct KubeconfigFlags {
  std::string root;
  bool merge = false;
};

/// The file that kubectl writes to: the first of $KUBECONFIG, else ~/.kube/config.
std::string users_kubeconfig() {
  if (const char* list = std::getenv("KUBECONFIG"); list && *list) {
    const std::string_view files(list);
    return std::string(files.substr(0, files.find(':')));
  }
  const char* home = std::getenv("HOME");
  if (!home || !*home) throw Error(Reason::bad_request, "HOME is not set, so there is no ~/.kube/config to merge into");
  return std::string(home) + "/.kube/config";
}

int kubeconfig(const KubeconfigFlags& flags) {
  const Layout layout(flags.root);
  const auto admin = read_file_if_present(layout.admin_kubeconfig());
  if (admin.empty())
    throw Error(Reason::not_found,
                layout.admin_kubeconfig() + " cannot be read: \"coracle up" + layout.flag() + "\" writes it, for root");
  if (!flags.merge) {
    std::printf("%s", admin.c_str());
    return 0;
  }
  const auto path = users_kubeconfig();
  const auto merged = kube::merge_kubeconfig(read_file_if_present(path), admin).take();
  write_file(path, merged);
  std::printf("context coracle is current in %s\n", path.c_str());
  return 0;
}
}  // namespace

void add_kubeconfig(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<KubeconfigFlags>();
  auto* app = parent.add_subcommand("kubeconfig", "Prints the administrator's kubeconfig");
  add_root_flag(*app, flags->root);
  app->add_flag("--merge", flags->merge,
                "Put it into the user's kubeconfig, as its current context, in place of printing it");
  app->callback([flags, &chosen] { chosen = [flags] { return kubeconfig(*flags); }; });
}

}  // namespace coracle::cmd
