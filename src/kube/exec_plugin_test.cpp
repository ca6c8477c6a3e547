#include "kube/exec_plugin.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/loop.h"
#include "json/value.h"

namespace coracle::kube {
namespace {

constexpr const char* with_plugin = R"(
apiVersion: v1
kind: Config
current-context: one
contexts:
- name: one
  context: {cluster: c1, user: u1}
clusters:
- name: c1
  cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=}
users:
- name: u1
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: ./bin/who
      args: [--region, here]
      env: [{name: STAGE, value: test}]
      installHint: see example.com
      provideClusterInfo: true
      interactiveMode: Never
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ExecPlugin, is_read_from_a_kubeconfig) {
  const auto connection = parse_kubeconfig(with_plugin, "/home/me", {});
  ASSERT_TRUE(connection) << connection.error().message();
  ASSERT_TRUE(connection->exec);
  EXPECT_EQ(connection->exec->command, "/home/me/./bin/who");
  EXPECT_EQ(connection->exec->arguments, (std::vector<std::string>{"--region", "here"}));
  EXPECT_EQ(connection->exec->interactive, ExecPlugin::Interactive::never);
  EXPECT_EQ(plugin_input(*connection, false),
            R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","spec":{"interactive":false,)"
            R"("cluster":{"server":"https://127.0.0.1:6443","certificate-authority-data":"Y2E="}}})");
}

TEST(ExecPlugin, what_is_wrong_with_it_is_said) {
  const auto words = [](const std::string& from, const std::string& to) {
    return parse_kubeconfig(replaced(with_plugin, from, to), "/", {}).error().message();
  };
  EXPECT_EQ(words("authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1"),
            "exec plugin: invalid apiVersion \"client.authentication.k8s.io/v1alpha1\"");
  EXPECT_EQ(words("command: ./bin/who", "name: who"), "command must be specified to use exec authentication plugin");
  EXPECT_EQ(words("interactiveMode: Never", "x: y"),
            "interactiveMode must be specified to use exec authentication plugin //./bin/who");
  EXPECT_NE(words("Never", "Sometimes").find("invalid interactiveMode"), std::string::npos);
}

TEST(ExecPlugin, asks_only_where_somebody_can_answer) {
  ExecPlugin plugin;
  plugin.interactive = ExecPlugin::Interactive::always;
  EXPECT_TRUE(*plugin_asks(plugin, true));
  EXPECT_FALSE(plugin_asks(plugin, false));
  plugin.interactive = ExecPlugin::Interactive::if_available;
  EXPECT_TRUE(*plugin_asks(plugin, true));
  EXPECT_FALSE(*plugin_asks(plugin, false));
  plugin.interactive = ExecPlugin::Interactive::never;
  EXPECT_FALSE(*plugin_asks(plugin, true));
}

TEST(ExecPlugin, what_it_says_is_checked) {
  ExecPlugin plugin;
  plugin.command = "who";
  plugin.api_version = "client.authentication.k8s.io/v1";
  const auto said = [&](const std::string& status, const std::string& version = "v1") {
    return read_plugin_output(plugin, R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/)" +
                                          version + R"(","status":)" + status + "}");
  };
  EXPECT_EQ(said(R"({"token":"t"})")->token, "t");
  EXPECT_TRUE(said(R"({"token":"t","expirationTimestamp":"2030-01-01T00:00:00Z"})")->expires);
  EXPECT_EQ(said(R"({"token":"t"})", "v1beta1").error().message(),
            "getting credentials: exec plugin is configured to use API version client.authentication.k8s.io/v1, plugin "
            "returned version client.authentication.k8s.io/v1beta1");
  EXPECT_NE(said("null").error().message().find("didn't return a status field"), std::string::npos);
  EXPECT_NE(said("{}").error().message().find("didn't return a token or cert/key pair"), std::string::npos);
  EXPECT_NE(said(R"({"clientKeyData":"k"})").error().message().find("only certificate or key"), std::string::npos);
  EXPECT_NE(read_plugin_output(plugin, "Please log in").error().message().find("no ExecCredential"), std::string::npos);
}

struct PluginFolder {
  std::string path;
  PluginFolder() {
    std::string pattern = "/tmp/coracle-plugin-XXXXXX";
    path = ::mkdtemp(pattern.data());
  }
  ~PluginFolder() { std::filesystem::remove_all(path); }
  Connection script(const std::string& text) const {
    const auto program = path + "/who";
    std::ofstream(program) << "#!/bin/sh\n" << text;
    ::chmod(program.c_str(), 0700);
    Connection out;
    out.server = "https://127.0.0.1:1";
    out.exec = ExecPlugin{};
    out.exec->command = program;
    out.exec->arguments = {"here"};
    out.exec->environment = {{"STAGE", "test"}};
    out.exec->api_version = "client.authentication.k8s.io/v1";
    out.exec->interactive = ExecPlugin::Interactive::never;
    return out;
  }
};

std::string words_of(const Connection& connection) {
  std::string words;
  run_task([&](Loop&) -> Task<> {
    try {
      const auto credentials = co_await run_plugin(connection);
      words = "token " + credentials.token;
    } catch (const Error& error) {
      words = error.message();
    }
  });
  return words;
}

TEST(ExecPlugin, is_run_with_its_arguments_and_environment) {
  const PluginFolder folder;
  const auto connection = folder.script(
      "case \"$KUBERNETES_EXEC_INFO\" in *ExecCredential*) info=told;; esac\n"
      "printf '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\","
      "\"status\":{\"token\":\"%s-%s-%s\"}}' \"$1\" \"$STAGE\" \"$info\"\n");
  EXPECT_EQ(words_of(connection), "token here-test-told");
}

TEST(ExecPlugin, that_fails_or_is_missing_says_so) {
  const PluginFolder folder;
  EXPECT_NE(words_of(folder.script("exit 3\n")).find("failed with exit status 3"), std::string::npos);
  auto missing = folder.script("");
  missing.exec->command = "no-such-plugin";
  missing.exec->install_hint = "get it at example.com";
  const auto words = words_of(missing);
  EXPECT_NE(words.find("no-such-plugin"), std::string::npos) << words;
  EXPECT_NE(words.find("not installed"), std::string::npos) << words;
  EXPECT_NE(words.find("get it at example.com"), std::string::npos) << words;
}

}  // namespace
}  // namespace coracle::kube
