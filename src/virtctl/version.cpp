#include <CLI/CLI.hpp>

#include "virtctl/command.h"
#include "virtctl/session.h"
#include "virtctl/version_text.h"

namespace coracle::virtctl {
namespace {

Task<int> version(Session& session, bool client_only) {
  std::printf("Client Version: %s\n", version_text(client_version()).c_str());
  if (client_only) co_return 0;
  const auto server = co_await session.client().call("GET", "/apis/subresources.kubevirt.io/v1/version");
  std::printf("Server Version: %s\n", version_text(server).c_str());
  co_return 0;
}
}  // namespace

json::Value client_version() {
  return json::Object{{"gitVersion", "v1.9.0+coracle." CORACLE_VERSION},
                      {"gitCommit", ""},
                      {"gitTreeState", "clean"},
                      {"buildDate", ""},
                      {"goVersion", ""},
                      {"compiler", "clang"},
                      {"platform", "linux/amd64"}};
}

std::string version_text(const json::Value& version) {
  constexpr std::pair<std::string_view, std::string_view> members[] = {
      {"GitVersion", "gitVersion"}, {"GitCommit", "gitCommit"}, {"GitTreeState", "gitTreeState"},
      {"BuildDate", "buildDate"},   {"GoVersion", "goVersion"}, {"Compiler", "compiler"},
      {"Platform", "platform"}};
  std::string text = "version.Info{";
  for (const auto& [shown, member] : members) {
    if (!text.ends_with('{')) text += ", ";
    text += std::string(shown) + ":\"" + std::string(json::text(version, {member})) + "\"";
  }
  return text + "}";
}

void add_version(CLI::App& parent, Chosen& chosen) {
  const auto client_only = std::make_shared<bool>(false);
  auto* app = parent.add_subcommand("version", "Print the client and server version information");
  app->add_flag("-c,--client", *client_only, "Client version only (no server required)");
  app->callback(
      [client_only, &chosen] { chosen = [client_only](Session& session) { return version(session, *client_only); }; });
}

}  // namespace coracle::virtctl
