#include "virt/operator/wanted.h"

#include "api/kinds.h"
#include "api/kubevirt/v1/resources.h"
#include "net/encoding.h"
#include "schema/table.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {

/// By plural: what custom_resources() describes and this release has a controller for.
constexpr std::string_view installed_kinds[] = {"kubevirts", "virtualmachines", "virtualmachineinstances"};

constexpr std::string_view account_names[] = {"kubevirt-operator", "kubevirt-apiserver", "kubevirt-controller",
                                              "kubevirt-handler"};
}  // namespace

json::Array words(std::string_view list) {
  json::Array out;
  schema::each_word(list, '|', [&](std::string_view word) { out.emplace_back(json::String(word)); });
  return out;
}

Wanted wanted(const api::Kind& kind, json::Value object) {
  object.as_object()["apiVersion"] = kind.api_version();
  object.as_object()["kind"] = kind.kind;
  auto& labels = json::at_path(object, {"metadata", "labels"});
  if (!labels.is_object()) labels = json::Object{};
  labels.get_object()["app.kubernetes.io/component"] = "kubevirt";
  labels.get_object()[managed_by_label] = field_manager;
  Wanted out;
  out.kind = &kind;
  out.hash = net::hex(net::sha256(json::serialize(object))).substr(0, 32);
  json::at_path(object, {"metadata", "annotations", hash_annotation}) = out.hash;
  out.key = {std::string(json::text(object, {"metadata", "namespace"})),
             std::string(json::text(object, {"metadata", "name"}))};
  out.object = std::move(object);
  return out;
}

std::vector<Wanted> definitions() {
  const auto& kind = api::kind_of(static_cast<const api::apiextensions::v1::CustomResourceDefinition*>(nullptr));
  std::vector<Wanted> out;
  for (const auto plural : installed_kinds)
    for (const auto& resource : api::kubevirt::v1::custom_resources())
      if (resource.plural == plural) out.push_back(wanted(kind, schema::custom_resource_definition(resource)));
  return out;
}

std::vector<Wanted> service_accounts() {
  const auto& kind = api::kind_of(static_cast<const api::core::v1::ServiceAccount*>(nullptr));
  std::vector<Wanted> out;
  for (const auto name : account_names) {
    json::Object metadata{{"name", name}, {"namespace", shared::install_namespace}};
    metadata["labels"] = json::Object{{"kubevirt.io", ""}};
    out.push_back(wanted(kind, json::Object{{"metadata", std::move(metadata)}}));
  }
  return out;
}

}  // namespace coracle::virt::operator_
