#include "apiserver/aggregation/api_services.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/apiregistration/v1/api_service.h"

namespace coracle::apiserver::aggregation {
namespace {

using Definition = api::apiregistration::v1::APIService;

std::optional<AggregatedService> read_service(const json::Value& value) {
  const auto definition = schema::decode<Definition>(value);
  if (!definition || !definition->spec.service) return std::nullopt;
  const auto& spec = definition->spec;
  AggregatedService out;
  out.name = definition->metadata.name;
  out.group = spec.group;
  out.version = spec.version;
  out.service_namespace = spec.service->namespace_;
  out.service_name = spec.service->name;
  out.port = static_cast<std::uint16_t>(spec.service->port.value_or(443));
  out.authorities_pem = spec.ca_bundle.data;
  out.verify = !spec.insecure_skip_tls_verify;
  out.available = std::ranges::any_of(definition->status.conditions, [](const auto& condition) {
    return condition.type == "Available" && condition.status == "True";
  });
  return out;
}
}  // namespace

ApiServices::ApiServices(Store& store) : collection_(store.collection("apiservices.apiregistration.k8s.io")) {}

std::shared_ptr<const ApiServices::Table> ApiServices::table() const {
  const std::lock_guard lock(mutex_);
  auto now = collection_.snapshot();
  if (table_ && now == snapshot_) return table_;
  auto table = std::make_shared<Table>();
  now->each("", "", [&](const ObjectPtr& object) {
    if (auto service = read_service(object->parse()))
      table->insert_or_assign(std::pair(service->group, service->version), std::move(*service));
    return true;
  });
  snapshot_ = std::move(now);
  table_ = std::move(table);
  return table_;
}

std::unique_ptr<net::Client> client_of(const Dialing& dialing, const AggregatedService& service) {
  const auto found = dialing.services.resolve(service.service_namespace, service.service_name, service.port);
  if (!found)
    throw Error(Reason::service_unavailable,
                fmt::format("service {}/{} has no port {} that anyone serves", service.service_namespace,
                            service.service_name, service.port));
  net::ClientOptions options;
  options.tls.authorities_pem = service.authorities_pem;
  options.tls.certificate = dialing.front_proxy;
  options.tls.verify = service.verify;
  options.server_name = service.server_name();
  const bool v6 = found->host.find(':') != std::string::npos;
  const auto url = fmt::format("https://{}:{}", v6 ? "[" + found->host + "]" : found->host, found->port);
  return std::make_unique<net::Client>(url, std::move(options));
}

}  // namespace coracle::apiserver::aggregation
