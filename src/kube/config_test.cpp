#include "kube/config.h"

#include <gtest/gtest.h>

namespace coracle::kube {
namespace {

constexpr const char* two_contexts = R"(
apiVersion: v1
kind: Config
current-context: one
contexts:
- name: one
  context: {cluster: c1, user: u1, namespace: team}
- name: two
  context: {cluster: c2, user: u2}
clusters:
- name: c1
  cluster: {server: "https://127.0.0.1:6443", certificate-authority-data: Y2E=}
- name: c2
  cluster: {server: "https://10.0.0.1:6443", insecure-skip-tls-verify: true}
users:
- name: u1
  user: {client-certificate-data: Y2VydA==, client-key-data: a2V5}
- name: u2
  user: {auth-provider: {name: gcp}}
)";

TEST(Kubeconfig, the_current_context_gives_server_certificate_and_namespace) {
  const auto connection = parse_kubeconfig(two_contexts, ".", {});
  ASSERT_TRUE(connection) << connection.error().message();
  EXPECT_EQ(connection->server, "https://127.0.0.1:6443");
  EXPECT_EQ(connection->ca_pem, "ca");
  EXPECT_EQ(connection->client_certificate_pem, "cert");
  EXPECT_EQ(connection->client_key_pem, "key");
  EXPECT_EQ(connection->ns, "team");
}

TEST(Kubeconfig, flags_win_over_the_file) {
  Overrides overrides;
  overrides.ns = "other";
  overrides.server = "https://127.0.0.1:7443";
  overrides.token = "t";
  const auto connection = parse_kubeconfig(two_contexts, ".", overrides);
  ASSERT_TRUE(connection);
  EXPECT_EQ(connection->server, "https://127.0.0.1:7443");
  EXPECT_EQ(connection->ns, "other");
  EXPECT_EQ(connection->token, "t");
}

TEST(Kubeconfig, what_is_missing_or_not_supported_is_named) {
  Overrides overrides;
  overrides.context = "three";
  EXPECT_EQ(parse_kubeconfig(two_contexts, ".", overrides).error().message(), "context \"three\" does not exist");
  overrides.context = "two";
  EXPECT_NE(parse_kubeconfig(two_contexts, ".", overrides).error().message().find("auth-provider"), std::string::npos);
  EXPECT_NE(parse_kubeconfig("{}", ".", {}).error().message().find("no server"), std::string::npos);
  EXPECT_NE(parse_kubeconfig("- a\n- b", ".", {}).error().message().find("mapping"), std::string::npos);
  EXPECT_NE(parse_kubeconfig("a: [", ".", {}).error().message().find("YAML"), std::string::npos);
}

}  // namespace
}  // namespace coracle::kube
