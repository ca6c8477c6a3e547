#pragma once
// The identities of the product's components: tls Secrets of namespace kubevirt that virt-operator issues and renews,
// and the authority that signed them, in ConfigMap kubevirt-ca (key ca-bundle). In a pod and in the one process of
// `coracle up` alike they are read through the API, so that a renewal needs no restart.
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"
#include "net/certificates.h"

namespace coracle::virt::shared {

inline constexpr std::string_view install_namespace = "kubevirt";
inline constexpr std::string_view ca_config_map = "kubevirt-ca";
inline constexpr std::string_view ca_bundle_key = "ca-bundle";

/// Secrets by role, and the one common name that each certificate carries. A port takes only the names it lists.
namespace certificate_secret {
inline constexpr std::string_view api_server = "kubevirt-virt-api-certs";         ///< virt-api's port
inline constexpr std::string_view api_client = "kubevirt-virt-api-client-certs";  ///< virt-api to virt-handler
inline constexpr std::string_view controller = "kubevirt-controller-certs";
/// virt-handler's port on one node: the prefix, then "-<node>".
inline constexpr std::string_view handler_server = "kubevirt-virt-handler-server-certs";
}  // namespace certificate_secret
namespace certificate_name {
inline constexpr std::string_view api_server = "virt-api.kubevirt.svc";
inline constexpr std::string_view api_client = "kubevirt.io:system:client:virt-api";
inline constexpr std::string_view controller = "virt-controller.kubevirt.svc";
/// "virt-handler:<node>", common name and DNS name.
std::string handler_server(std::string_view node);
}  // namespace certificate_name
/// "kubevirt-virt-handler-server-certs-<node>"
std::string handler_server_secret(std::string_view node);

/// Follows one identity and the authorities. Of one loop.
class ComponentCertificates {
 public:
  /// `secret` empty: only the authorities are followed.
  ComponentCertificates(Loop::Executor executor, kube::Client& client, std::string secret, Log log);
  ~ComponentCertificates();

  /// Watches until cancelled.
  Task<> run();
  /// Waits until both are there for the first time.
  Task<> ready();
  /// After ready(): renewed in place.
  std::shared_ptr<net::CertificateSource> identity() const;
  /// PEM of the authorities now; empty before ready().
  const std::string& authorities() const;
  /// Called on the loop whenever authorities() has changed, for TlsServer::trust.
  void on_authorities(std::function<void(const std::string& pem)> callback);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace coracle::virt::shared
