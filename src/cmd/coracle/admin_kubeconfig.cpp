#include "cmd/coracle/admin_kubeconfig.h"

#include "kube/config.h"
#include "net/certificates.h"

namespace coracle::cmd {
namespace {
constexpr auto least_validity = std::chrono::hours(24 * 30);
}  // namespace

bool admits_to(const std::string& kubeconfig, const std::string& server, const std::string& authority_pem,
               WallTime now) {
  if (kubeconfig.empty()) return false;
  const auto connection = kube::parse_kubeconfig(kubeconfig, "/", {});
  if (!connection || connection->server != server || connection->ca_pem != authority_pem) return false;
  const auto certificate = net::check_identity({connection->client_certificate_pem, connection->client_key_pem});
  return certificate && certificate->not_after > now + least_validity &&
         net::issued_by(certificate->der, authority_pem);
}

}  // namespace coracle::cmd
