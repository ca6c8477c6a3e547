// As a pod's program: the service account's folder, whose files are replaced while we run.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "kube/client.h"
#include "kube/transport.h"
#include "scripted.h"

namespace coracle::testing {
namespace {

struct AccountFolder {
  std::string path = std::filesystem::temp_directory_path() / ("coracle-account-" + std::to_string(::getpid()));
  AccountFolder() { std::filesystem::create_directories(path); }
  ~AccountFolder() { std::filesystem::remove_all(path); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path + "/" + name, std::ios::binary | std::ios::trunc) << text;
  }
};

net::ServerOptions served_by(const net::Authority& authority) {
  net::ServerOptions options;
  const auto identity =
      authority.issue({.common_name = "kube-apiserver", .addresses = {"127.0.0.1"}, .for_servers = true});
  options.tls = std::make_shared<net::TlsServer>(std::make_shared<net::CertificateSource>(identity));
  return options;
}

Task<> rotate_everything(Loop& loop) {
  Scripted script;
  const auto first_authority = net::Authority::make("one");
  auto served = std::make_unique<ScriptedPort>(loop, script, served_by(first_authority));
  const auto port = served->port;
  const AccountFolder folder;
  folder.write("token", "first\n");
  folder.write("ca.crt", first_authority.certificate_pem());
  folder.write("namespace", "kubevirt");
  ::setenv("KUBERNETES_SERVICE_HOST", "127.0.0.1", 1);
  ::setenv("KUBERNETES_SERVICE_PORT", std::to_string(port).c_str(), 1);
  const auto connection = kube::in_cluster_connection(folder.path);
  EXPECT_TRUE(connection);
  if (!connection) co_return;
  EXPECT_EQ(connection->ns, "kubevirt");
  const auto transport = kube::make_transport(*connection, "test", Duration::zero());
  kube::Client client(*transport);
  co_await client.call("GET", "/api");

  folder.write("token", "second\n");
  co_await client.call("GET", "/api");
  folder.write("token", "");  // just being written
  co_await client.call("GET", "/api");

  // Another authority: the file first, as in a cluster, then the server. Meanwhile half a file.
  co_await served->server.stop();
  const auto next_authority = net::Authority::make("two");
  served = std::make_unique<ScriptedPort>(loop, script, served_by(next_authority), port);
  folder.write("ca.crt", next_authority.certificate_pem().substr(0, 100));
  std::string words;
  try {
    co_await client.call("GET", "/api");
  } catch (const Error& error) {
    words = error.message();
  }
  EXPECT_NE(words.find("certificate"), std::string::npos) << words;
  folder.write("ca.crt", next_authority.certificate_pem());
  co_await client.call("GET", "/api");

  std::vector<std::string> tokens;
  for (const auto& request : script.seen) tokens.emplace_back(request.headers.get("Authorization"));
  EXPECT_EQ(tokens, (std::vector<std::string>{"Bearer first", "Bearer second", "Bearer second", "Bearer second"}));
  co_await served->server.stop();
}

TEST(InCluster, token_and_authorities_are_read_again_while_it_runs) {
  run_task([](Loop& loop) { return rotate_everything(loop); });
  ::unsetenv("KUBERNETES_SERVICE_HOST");
  ::unsetenv("KUBERNETES_SERVICE_PORT");
}

// Token "1", "2" ... one a run; each good for as long as the server takes it.
Task<> ask_plugin(Loop& loop) {
  Scripted script;
  ScriptedPort port(loop, script);
  const AccountFolder folder;
  kube::Connection connection;
  connection.server = "http://127.0.0.1:" + std::to_string(port.port);
  connection.exec = kube::ExecPlugin{};
  connection.exec->command = "sh";
  connection.exec->arguments = {"-c",
                                "echo >> " + folder.path +
                                    "/runs; printf '{\"kind\":\"ExecCredential\",\"apiVersion\":"
                                    "\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"%s\"}}' $(wc -l < " +
                                    folder.path + "/runs)"};
  connection.exec->api_version = "client.authentication.k8s.io/v1";
  connection.exec->interactive = kube::ExecPlugin::Interactive::never;
  const auto transport = kube::make_transport(connection, "test");
  kube::Client client(*transport);
  co_await client.call("GET", "/api");
  co_await client.call("GET", "/api");
  script.answers.push_back(Scripted::refusal(401, "Unauthorized", "who?"));
  Reason reason = Reason::unknown;
  try {
    co_await client.call("GET", "/api");
  } catch (const Error& error) {
    reason = error.reason();
  }
  EXPECT_EQ(reason, Reason::unauthorized);
  co_await client.call("GET", "/api");
  std::vector<std::string> tokens;
  for (const auto& request : script.seen) tokens.emplace_back(request.headers.get("Authorization"));
  EXPECT_EQ(tokens, (std::vector<std::string>{"Bearer 1", "Bearer 1", "Bearer 1", "Bearer 2"}));
  co_await port.server.stop();
}

TEST(ExecPluginOfATransport, is_asked_once_and_again_when_the_server_refuses) {
  run_task([](Loop& loop) { return ask_plugin(loop); });
}

TEST(InCluster, is_nothing_outside_a_pod) {
  const AccountFolder folder;
  EXPECT_FALSE(kube::in_cluster_connection(folder.path));
  folder.write("token", "t");
  folder.write("ca.crt", "ca");
  EXPECT_FALSE(kube::in_cluster_connection(folder.path)) << "without KUBERNETES_SERVICE_HOST";
}

}  // namespace
}  // namespace coracle::testing
