#include "base/base64.h"
#include "virt/operator/kinds.h"
#include "virt/operator/wanted.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {

constexpr std::string_view aggregated_group = "subresources.kubevirt.io";
constexpr std::string_view aggregated_versions[] = {"v1", "v1alpha3"};
constexpr int group_priority = 1000;
constexpr int version_priority = 15;
constexpr std::int64_t cluster_critical = 1'000'000'000;

Wanted api_service(std::string_view version, const std::string& ca_bundle) {
  const auto name = std::string(version) + "." + std::string(aggregated_group);
  json::Object service{{"namespace", shared::install_namespace}, {"name", "virt-api"}, {"port", 443}};
  json::Object spec{{"group", aggregated_group},
                    {"version", version},
                    {"groupPriorityMinimum", group_priority},
                    {"versionPriority", version_priority},
                    {"caBundle", to_base64(ca_bundle)},
                    {"service", std::move(service)}};
  json::Object metadata{{"name", name}, {"labels", json::Object{{"kubevirt.io", "virt-api-aggregator"}}}};
  const auto& kind = api::kind_of(static_cast<const api::apiregistration::v1::APIService*>(nullptr));
  return wanted(kind, json::Object{{"metadata", std::move(metadata)}, {"spec", std::move(spec)}});
}

Wanted virt_api_service() {
  json::Object port{{"port", 443}, {"targetPort", 8443}, {"protocol", "TCP"}};
  json::Object spec{{"type", "ClusterIP"},
                    {"selector", json::Object{{"kubevirt.io", "virt-api"}}},
                    {"ports", json::Array{std::move(port)}}};
  json::Object metadata{{"name", "virt-api"},
                        {"namespace", shared::install_namespace},
                        {"labels", json::Object{{"kubevirt.io", "virt-api"}}}};
  return wanted(service_kind, json::Object{{"metadata", std::move(metadata)}, {"spec", std::move(spec)}});
}

Wanted priority_class() {
  json::Object metadata{{"name", "kubevirt-cluster-critical"}, {"labels", json::Object{{"kubevirt.io", ""}}}};
  return wanted(priority_class_kind,
                json::Object{{"metadata", std::move(metadata)},
                             {"value", cluster_critical},
                             {"globalDefault", false},
                             {"description", "The components that virtual machines of the cluster hang on."}});
}

}  // namespace

std::vector<Wanted> api_services(const Installation& installation) {
  std::vector<Wanted> out;
  if (installation.priority_classes) out.push_back(priority_class());
  if (installation.services) out.push_back(virt_api_service());
  for (const auto version : aggregated_versions) out.push_back(api_service(version, installation.ca_bundle));
  return out;
}

}  // namespace coracle::virt::operator_
