#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/error.h"
#include "base/loop.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/layout.h"
#include "kube/client.h"
#include "kube/config.h"
#include "kube/transport.h"

namespace coracle::cmd {
namespace {

struct TokenFlags {
  std::string root;
  std::string account;
};

int token(const TokenFlags& flags) {
  const auto slash = flags.account.find('/');
  if (slash == std::string::npos || slash == 0 || slash + 1 == flags.account.size())
    throw Error(Reason::bad_request, "'" + flags.account + "' must be NAMESPACE/NAME of a ServiceAccount");
  const auto ns = net::percent_encode(flags.account.substr(0, slash));
  const auto name = net::percent_encode(flags.account.substr(slash + 1));
  kube::Overrides overrides;
  overrides.kubeconfig = Layout(flags.root).admin_kubeconfig();
  run_task([&](Loop&) -> Task<> {
    const auto transport = kube::make_transport(kube::load_connection(overrides).take(), "coracle/" CORACLE_VERSION);
    kube::Client client(*transport);
    const json::Object body{{"apiVersion", "authentication.k8s.io/v1"},
                            {"kind", "TokenRequest"},
                            {"spec", json::Object{{"expirationSeconds", 3600}}}};
    const auto path = "/api/v1/namespaces/" + ns + "/serviceaccounts/" + name + "/token";
    const auto answer = co_await client.call("POST", path, json::Value(body));
    std::printf("%s\n", std::string(json::text(answer, {"status", "token"})).c_str());
  });
  return 0;
}
}  // namespace

void add_token(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<TokenFlags>();
  auto* app = parent.add_subcommand("token", "Prints a token of a ServiceAccount, good for an hour");
  add_root_flag(*app, flags->root);
  app->add_option("ACCOUNT", flags->account, "NAMESPACE/NAME")->required();
  app->callback([flags, &chosen] { chosen = [flags] { return token(*flags); }; });
}

}  // namespace coracle::cmd
