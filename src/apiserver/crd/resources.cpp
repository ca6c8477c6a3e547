#include "apiserver/crd/resources.h"

#include <fmt/core.h>

#include "apiserver/builtin/rules.h"
#include "schema/structural.h"

namespace coracle::apiserver::crd {
namespace {

namespace v1 = api::apiextensions::v1;
using Version = v1::CustomResourceDefinitionVersion;

std::vector<Column> columns_of(const Version& version) {
  std::vector<Column> columns;
  for (const auto& column : version.additional_printer_columns)
    columns.push_back(
        {column.name, column.type, column.format, column.description, column.priority.value_or(0), column.json_path});
  if (columns.empty())
    columns.push_back({"Age", "date", "", "When the object was made.", 0, ".metadata.creationTimestamp"});
  return columns;
}

void add_subresources(const Version& version, Resource& out) {
  if (!version.subresources) return;
  const std::vector<std::string> verbs = {"get", "patch", "update"};
  if (version.subresources->status) out.subresources.push_back({"status", verbs, "", "", "", {}});
  if (!version.subresources->scale) return;
  const auto& paths = *version.subresources->scale;
  Subresource scale{"scale", verbs, "autoscaling", "v1", "Scale", {}};
  scale.spec_replicas_path = paths.spec_replicas_path;
  scale.status_replicas_path = paths.status_replicas_path;
  scale.selector_path = paths.label_selector_path;
  out.subresources.push_back(std::move(scale));
}

std::string deprecation_of(const Definition& definition, const Version& version) {
  if (!version.deprecated.value_or(false)) return {};
  if (!version.deprecation_warning.empty()) return version.deprecation_warning;
  return fmt::format("{}/{} {} is deprecated", definition.spec.group, version.name, definition.spec.names.kind);
}

Result<Resource> resource_of(const Definition& definition, const Version& version, std::size_t index,
                             const schema::Structural& metadata) {
  const auto path = fmt::format("spec.versions[{}].schema.openAPIV3Schema", index);
  if (!version.schema) return Error(Reason::invalid, path + ": Required value: schemas are required");
  auto structural = schema::parse_structural(version.schema->open_apiv3_schema, path);
  if (!structural) return structural.error();
  const auto& names = definition.status.accepted_names;
  Resource out;
  out.group = definition.spec.group;
  out.version = version.name;
  out.kind = names.kind;
  out.list_kind = names.list_kind;
  out.plural = definition.spec.names.plural;
  out.singular = names.singular;
  out.short_names = names.short_names;
  out.categories = names.categories;
  out.namespaced = definition.spec.scope == "Namespaced";
  out.custom = true;
  if (!definition.metadata.deletion_timestamp.empty())
    out.verbs = {"delete", "deletecollection", "get", "list", "patch", "update", "watch"};
  out.storage = storage_of(definition);
  for (const auto& other : definition.spec.versions)
    if (other.storage) out.storage_api_version = out.group + "/" + other.name;
  out.rules = structural_rules(schema::as_resource(std::move(*structural), metadata));
  add_subresources(version, out);
  for (const auto& field : version.selectable_fields) out.selectable_fields.push_back(field.json_path.substr(1));
  out.unconditional_update = false;
  out.columns = columns_of(version);
  out.deprecation = deprecation_of(definition, version);
  return out;
}
}  // namespace

std::string storage_of(const Definition& definition) {
  return definition.spec.names.plural + "." + definition.spec.group;
}

Result<std::vector<Resource>> served_resources(const Definition& definition) {
  const auto metadata =
      schema::structural(api::meta::v1::describe(static_cast<const api::meta::v1::ObjectMeta*>(nullptr)));
  std::vector<Resource> resources;
  for (std::size_t i = 0; i < definition.spec.versions.size(); ++i) {
    if (!definition.spec.versions[i].served) continue;
    auto resource = resource_of(definition, definition.spec.versions[i], i, metadata);
    if (!resource) return resource.error();
    resources.push_back(std::move(*resource));
  }
  return resources;
}

}  // namespace coracle::apiserver::crd
