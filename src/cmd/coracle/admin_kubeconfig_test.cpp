#include "cmd/coracle/admin_kubeconfig.h"

#include <gtest/gtest.h>

#include "apiserver/pki.h"

namespace coracle::cmd {
namespace {

std::string kubeconfig_of(const net::Authority& authority, const std::string& server) {
  net::CertificateRequest request;
  request.common_name = "admin";
  request.for_clients = true;
  return apiserver::kubeconfig_text(server, authority.certificate_pem(), authority.issue(request), "coracle");
}

TEST(AdminKubeconfig, is_kept_while_it_lets_its_user_in) {
  const auto authority = net::Authority::make("one");
  const auto text = kubeconfig_of(authority, "https://127.0.0.1:6443");
  EXPECT_TRUE(admits_to(text, "https://127.0.0.1:6443", authority.certificate_pem()));
}

TEST(AdminKubeconfig, is_written_anew_for_another_port_another_authority_or_an_end_that_is_near) {
  const auto authority = net::Authority::make("one");
  const auto other = net::Authority::make("two");
  const auto text = kubeconfig_of(authority, "https://127.0.0.1:6443");
  EXPECT_FALSE(admits_to({}, "https://127.0.0.1:6443", authority.certificate_pem()));
  EXPECT_FALSE(admits_to("no kubeconfig", "https://127.0.0.1:6443", authority.certificate_pem()));
  EXPECT_FALSE(admits_to(text, "https://127.0.0.1:6444", authority.certificate_pem()));
  EXPECT_FALSE(admits_to(text, "https://127.0.0.1:6443", other.certificate_pem()));
  const auto late = std::chrono::system_clock::now() + std::chrono::hours(24 * 340);
  EXPECT_FALSE(admits_to(text, "https://127.0.0.1:6443", authority.certificate_pem(), late));
}

}  // namespace
}  // namespace coracle::cmd
