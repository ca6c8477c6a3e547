#pragma once
#include <memory>
#include <string>

#include "kube/client.h"
#include "net/client.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::api {

/// Reaches the virt-handler of a node: by the address in the Node's annotation, with the certificate that only virt-api
/// has, and only when the other end is that node's virt-handler.
class Handlers {
 public:
  Handlers(kube::Client& client, shared::ComponentCertificates& certificates);
  Task<std::unique_ptr<net::Client>> dial(std::string node);

 private:
  kube::Client& client_;
  shared::ComponentCertificates& certificates_;
};

/// "/v1/namespaces/ns/virtualmachineinstances/name/console"
std::string handler_path(std::string_view ns, std::string_view name, std::string_view verb);

}  // namespace coracle::virt::api
