#pragma once
// CustomResourceDefinitions, made from field tables: what is installed into a cluster says exactly what the code says.
// https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
#include <span>
#include <string_view>

#include "json/value.h"
#include "schema/table.h"

namespace coracle::schema {

/// A column of `kubectl get`. Priority 1 shows it with -o wide only.
struct PrinterColumn {
  std::string_view name;
  std::string_view type;  ///< string, integer, boolean, number or date
  std::string_view path;  ///< JSONPath, from a dot
  std::int32_t priority = 0;
};

/// Where the scale subresource finds its numbers.
struct ScalePaths {
  std::string_view spec_replicas;
  std::string_view status_replicas;
  std::string_view label_selector;
};

/// One version of a custom resource. All versions of ours have one schema; only apiVersion differs.
struct ResourceVersion {
  std::string_view name;
  bool storage = false;
  std::string_view deprecation = {};  ///< warning that clients show; a version without one is not deprecated
};

/// Everything a CustomResourceDefinition says. Group and kind are those of the table.
struct CustomResource {
  const Struct& (*table)();
  std::string_view plural;
  std::string_view short_names = {};  ///< "vm|vms"
  std::span<const ResourceVersion> versions;
  std::span<const PrinterColumn> columns = {};
  std::string_view label = {};  ///< key of the label the definition carries, with an empty value
  bool namespaced = true;
  bool in_all = true;  ///< listed by `kubectl get all`
  bool status = true;  ///< has a status subresource
  const ScalePaths* scale = nullptr;
};

/// The structural schema of a kind's table. metadata is left to the API server.
json::Value structural_schema(const Struct& table);

/// The object, ready to be applied. Its status is not filled in.
json::Value custom_resource_definition(const CustomResource& resource);

}  // namespace coracle::schema
