#include "virtctl/virtctl.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "virtctl/command.h"
#include "virtctl/session.h"
#include "virtctl/usage.h"

namespace coracle::virtctl {
namespace {

/// "virtctl", and "kubectl virt" for the plugin kubectl-virt.
std::string program_name(std::string_view path) {
  auto name = std::string(path.substr(path.rfind('/') + 1));
  constexpr std::string_view plugin = "kubectl-";
  if (name.starts_with(plugin)) return "kubectl " + name.substr(plugin.size());
  return name.empty() ? "virtctl" : name;
}

/// kubectl's own flags for finding and entering a cluster.
void add_global_flags(CLI::App& app, Session& session) {
  auto& to = session.overrides();
  const std::string group = "Options of every command";
  app.add_option("--kubeconfig", to.kubeconfig, "Path of the kubeconfig file")->group(group);
  app.add_option("--context", to.context, "Name of the kubeconfig context to use")->group(group);
  app.add_option("--cluster", to.cluster, "Name of the kubeconfig cluster to use")->group(group);
  app.add_option("--user", to.user, "Name of the kubeconfig user to use")->group(group);
  app.add_option("-n,--namespace", to.ns, "Namespace of what is named")->group(group);
  app.add_option("-s,--server", to.server, "Address and port of the Kubernetes API server")->group(group);
  app.add_option("--request-timeout", session.request_timeout(),
                 "Time that one request may take, such as 30s (the default) or 2m; 0: no limit")
      ->group(group);
  app.add_option("--token", to.token, "Bearer token for the API server")->group(group);
  app.add_option("--as", to.as, "User to impersonate")->group(group);
  app.add_option("--as-group", to.as_groups, "Group to impersonate; may be given several times")
      ->allow_extra_args(false)
      ->group(group);
  app.add_option("--certificate-authority", to.certificate_authority, "File of the server's authority")->group(group);
  app.add_option("--client-certificate", to.client_certificate, "File of the client certificate")->group(group);
  app.add_option("--client-key", to.client_key, "File of the client certificate's key")->group(group);
  app.add_option("--tls-server-name", to.tls_server_name, "Name that the server's certificate must be for")
      ->group(group);
  app.add_flag("--insecure-skip-tls-verify", to.insecure_skip_tls_verify, "Do not check the server's certificate")
      ->group(group);
  // Taken for kubectl's sake; there is nothing more to say than what is said.
  app.add_option_function<int>(
         "-v,--v", [](int) {}, "Verbosity (taken, and without effect)")
      ->group(group);
}

/// Without words, and for `help [COMMAND...]`, the original prints help.
std::vector<const char*> with_help(int argc, const char* const* argv) {
  std::vector<const char*> words(argv, argv + argc);
  const bool asks = words.size() > 1 && std::string_view(words[1]) == "help";
  if (asks) words.erase(words.begin() + 1);
  if (asks || words.size() == 1) words.push_back("--help");
  return words;
}

int run_chosen(Session& session, const Chosen& chosen) {
  // A connection that the other side closed is a write that fails, not our end.
  std::signal(SIGPIPE, SIG_IGN);
  int status = 1;
  auto wrap = [](const Chosen& what, Session& in, int& out) -> Task<> {
    struct AtEnd {
      Session& session;
      ~AtEnd() { session.disconnect(); }
    } at_end{in};
    out = co_await what(in);
  };
  run_task([&](Loop& loop) {
    session.run_on(loop);
    return wrap(chosen, session, status);
  });
  return status;
}
}  // namespace

int run(int argc, const char* const* argv) {
  const auto program = program_name(argc > 0 ? argv[0] : "virtctl");
  Session session(program);
  Chosen chosen;
  CLI::App app{"virtctl controls virtual machine related operations on your Kubernetes cluster", program};
  app.require_subcommand(1);
  app.fallthrough();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  add_global_flags(app, session);
  for (const auto& command : commands()) command.add(app, chosen);
  try {
    const auto words = with_help(argc, argv);
    app.parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    // Not 2, as is usual: the original's status is 1.
    std::fprintf(stderr, "%s\n", usage_error(app, error).c_str());
    return 1;
  }
  try {
    return run_chosen(session, chosen);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}

}  // namespace coracle::virtctl
