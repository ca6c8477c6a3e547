#include "apiserver/kubelet/kubelets.h"

#include <fmt/core.h>

namespace coracle::apiserver::kubelet {

Kubelets::Kubelets(Store& store, const NodeDialer* dialer, net::Identity client, std::string ca_pem)
    : nodes_(store.collection("nodes")),
      dialer_(dialer),
      identity_(std::make_shared<net::CertificateSource>(std::move(client))),
      ca_pem_(std::move(ca_pem)) {}

ServiceAddress Kubelets::address_of(const std::string& node) const {
  auto known = dialer_ ? dialer_->find(node) : std::nullopt;
  if (known && known->port != 0) return *known;
  const auto stored = nodes_.snapshot()->find(node);
  if (!stored)
    throw Error(Reason::not_found, fmt::format("nodes \"{}\" not found", node),
                ErrorDetails{"", "nodes", node, "", {}});
  const auto value = stored->parse();
  ServiceAddress found = known.value_or(ServiceAddress{});
  constexpr std::int64_t usual_port = 10250;
  const auto* port = json::find(value, {"status", "daemonEndpoints", "kubeletEndpoint", "Port"});
  const auto number = port != nullptr && port->is_int64() ? port->get_int64() : usual_port;
  found.port = static_cast<std::uint16_t>(number > 0 && number < 65536 ? number : usual_port);
  if (const auto* list = json::find(value, {"status", "addresses"}); list != nullptr && list->is_array())
    for (const auto& address : list->get_array())
      if (found.host.empty() && json::text(address, {"type"}) == "InternalIP")
        found.host = json::text(address, {"address"});
  if (found.host.empty())
    throw Error(Reason::service_unavailable,
                fmt::format("no preferred addresses found for node \"{}\": its status says no InternalIP", node));
  return found;
}

std::unique_ptr<net::Client> Kubelets::client_of(const std::string& node) const {
  const auto address = address_of(node);
  net::ClientOptions options;
  options.tls.authorities_pem = ca_pem_;
  options.tls.certificate = identity_;
  options.server_name = node;
  const bool v6 = address.host.find(':') != std::string::npos;
  const auto url = fmt::format("https://{}:{}", v6 ? "[" + address.host + "]" : address.host, address.port);
  return std::make_unique<net::Client>(url, std::move(options));
}

Task<net::Answer> Kubelets::send(std::string node, net::Request request) const {
  const auto client = client_of(node);
  std::optional<Error> failure;
  try {
    co_return co_await client->send(std::move(request));
  } catch (const Error& error) {
    failure = error;
  }
  throw Error(Reason::internal_error, "error dialing backend: " + failure->message());
}

}  // namespace coracle::apiserver::kubelet
