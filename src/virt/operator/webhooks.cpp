#include "api/kinds.h"
#include "base/base64.h"
#include "virt/operator/wanted.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {

/// One webhook of virt-api. Lists of words are one text: "CREATE|UPDATE".
struct Row {
  std::string_view name;
  std::string_view path;
  std::string_view group;
  std::string_view versions;
  std::string_view resources;
  std::string_view operations;
  std::string_view side_effects = "None";
  /// An expression that must hold for virt-api to be asked, and what it is called; empty: always.
  std::string_view condition = {};
  std::string_view condition_name = {};
};

constexpr std::string_view kubevirt_versions = "v1|v1alpha3";

constexpr Row mutating[] = {
    {"virtualmachines-mutator.kubevirt.io", "/virtualmachines-mutate", "kubevirt.io", kubevirt_versions,
     "virtualmachines", "CREATE|UPDATE"},
    {"virtualmachineinstances-mutator.kubevirt.io", "/virtualmachineinstances-mutate", "kubevirt.io", kubevirt_versions,
     "virtualmachineinstances", "CREATE|UPDATE"},
};

constexpr Row validating[] = {
    {"virtualmachine-validator.kubevirt.io", "/virtualmachines-validate", "kubevirt.io", kubevirt_versions,
     "virtualmachines", "CREATE|UPDATE"},
    {"virtualmachineinstances-create-validator.kubevirt.io", "/virtualmachineinstances-validate-create", "kubevirt.io",
     kubevirt_versions, "virtualmachineinstances", "CREATE"},
    {"virtualmachineinstances-update-validator.kubevirt.io", "/virtualmachineinstances-validate-update", "kubevirt.io",
     kubevirt_versions, "virtualmachineinstances", "UPDATE"},
    {"kubevirt-crd-status-validator.kubevirt.io", "/status-validate", "kubevirt.io", kubevirt_versions,
     "virtualmachines/status", "CREATE|UPDATE"},
    // The object is the Eviction, which has no labels of the pod to select by. Without the condition on its name no pod
    // of the cluster could be evicted while virt-api is away.
    {"virt-launcher-eviction-interceptor.kubevirt.io", "/pod-eviction-validate", "", "v1", "pods/eviction", "CREATE",
     "NoneOnDryRun", R"(object.metadata.name.startsWith("virt-launcher"))", "only-vms"},
};

/// Of the installation itself, in a configuration of its own.
constexpr Row of_installation[] = {
    {"kubevirt-create-validator.kubevirt.io", "/kubevirt-validate-create", "kubevirt.io", kubevirt_versions,
     "kubevirts", "CREATE"},
    {"kubevirt-update-validator.kubevirt.io", "/kubevirt-validate-update", "kubevirt.io", kubevirt_versions,
     "kubevirts", "UPDATE"},
    {"kubevirt-validator.kubevirt.io", "/kubevirt-validate-delete", "kubevirt.io", kubevirt_versions, "kubevirts",
     "DELETE"},
};

json::Value webhook(const Row& row, const std::string& ca_bundle) {
  json::Object rule{{"apiGroups", json::Array{row.group}},
                    {"apiVersions", words(row.versions)},
                    {"operations", words(row.operations)},
                    {"resources", words(row.resources)},
                    {"scope", "*"}};
  json::Object service{
      {"namespace", shared::install_namespace}, {"name", "virt-api"}, {"path", row.path}, {"port", 443}};
  json::Object client{{"caBundle", to_base64(ca_bundle)}, {"service", std::move(service)}};
  json::Object out{{"name", row.name},
                   {"admissionReviewVersions", json::Array{"v1"}},
                   {"clientConfig", std::move(client)},
                   {"failurePolicy", "Fail"},
                   {"matchPolicy", "Equivalent"},
                   {"rules", json::Array{std::move(rule)}},
                   {"sideEffects", row.side_effects},
                   {"timeoutSeconds", 10}};
  if (!row.condition.empty())
    out["matchConditions"] = json::Array{json::Object{{"name", row.condition_name}, {"expression", row.condition}}};
  return out;
}

Wanted configuration(const api::Kind& kind, std::string_view name, std::span<const Row> rows,
                     const std::string& ca_bundle) {
  json::Array list;
  for (const auto& row : rows) list.push_back(webhook(row, ca_bundle));
  json::Object metadata{{"name", name}, {"labels", json::Object{{"kubevirt.io", name}}}};
  return wanted(kind, json::Object{{"metadata", std::move(metadata)}, {"webhooks", std::move(list)}});
}

}  // namespace

std::vector<Wanted> webhooks(const Installation& installation) {
  namespace v1 = api::admissionregistration::v1;
  const auto& mutates = api::kind_of(static_cast<const v1::MutatingWebhookConfiguration*>(nullptr));
  const auto& validates = api::kind_of(static_cast<const v1::ValidatingWebhookConfiguration*>(nullptr));
  const auto& ca = installation.ca_bundle;
  std::vector<Wanted> out;
  out.push_back(configuration(mutates, "virt-api-mutator", mutating, ca));
  out.push_back(configuration(validates, "virt-api-validator", validating, ca));
  out.push_back(configuration(validates, "virt-operator-validator", of_installation, ca));
  return out;
}

}  // namespace coracle::virt::operator_
