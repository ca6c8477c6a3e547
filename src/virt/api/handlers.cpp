#include "virt/api/handlers.h"

#include <fmt/core.h>

#include "api/kinds.h"

namespace coracle::virt::api {
namespace {
constexpr std::string_view address_annotation = "coracle.dev/virt-handler-address";
}

Handlers::Handlers(kube::Client& client, shared::ComponentCertificates& certificates)
    : client_(client), certificates_(certificates) {}

Task<std::unique_ptr<net::Client>> Handlers::dial(std::string node) {
  const kube::Key key{"", node};
  const auto& kind = coracle::api::kind_of(static_cast<const coracle::api::core::v1::Node*>(nullptr));
  const auto found = co_await client_.find(kind, key);
  const auto address = found ? json::text(*found, {"metadata", "annotations", address_annotation}) : "";
  if (address.empty())
    throw Error(Reason::service_unavailable, fmt::format("virt-handler of node {} has not said where it is", node));
  net::ClientOptions options;
  options.tls.authorities_pem = certificates_.authorities();
  options.tls.certificate = certificates_.identity();
  options.server_name = shared::certificate_name::handler_server(node);
  options.idle_connections = 0;
  co_return std::make_unique<net::Client>(fmt::format("https://{}", address), std::move(options));
}

std::string handler_path(std::string_view ns, std::string_view name, std::string_view verb) {
  return fmt::format("/v1/namespaces/{}/virtualmachineinstances/{}/{}", net::percent_encode(ns),
                     net::percent_encode(name), verb);
}

}  // namespace coracle::virt::api
