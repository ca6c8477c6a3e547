#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::apiextensions::v1 {

using schema::operator==;

/// Names a service and a path.
struct ServiceReference {
  std::optional<std::string> path;
  std::optional<std::int32_t> port;
  std::string name;
  std::string namespace_;
};
const schema::Struct& describe(const ServiceReference*);

/// Where a webhook is reached.
struct WebhookClientConfig {
  std::optional<std::string> url;
  Box<ServiceReference> service;
  schema::Bytes ca_bundle;
};
const schema::Struct& describe(const WebhookClientConfig*);

/// A webhook that converts objects.
struct WebhookConversion {
  Box<WebhookClientConfig> client_config;
  std::vector<std::string> conversion_review_versions;
};
const schema::Struct& describe(const WebhookConversion*);

/// How objects are converted between versions.
struct CustomResourceConversion {
  std::string strategy;
  Box<WebhookConversion> webhook;
};
const schema::Struct& describe(const CustomResourceConversion*);

/// Names of a kind.
struct CustomResourceDefinitionNames {
  std::string kind;
  std::string list_kind;
  std::string plural;
  std::string singular;
  std::vector<std::string> short_names;
  std::vector<std::string> categories;
};
const schema::Struct& describe(const CustomResourceDefinitionNames*);

/// A column of a table.
struct CustomResourceColumnDefinition {
  std::string name;
  std::string type;
  std::string format;
  std::string json_path;
  std::optional<std::int32_t> priority;
  std::string description;
};
const schema::Struct& describe(const CustomResourceColumnDefinition*);

/// The scale subresource.
struct CustomResourceSubresourceScale {
  std::string spec_replicas_path;
  std::string status_replicas_path;
  std::string label_selector_path;
};
const schema::Struct& describe(const CustomResourceSubresourceScale*);

/// The status subresource; it has no settings.
struct CustomResourceSubresourceStatus {};
const schema::Struct& describe(const CustomResourceSubresourceStatus*);

/// Subresources of a kind.
struct CustomResourceSubresources {
  Box<CustomResourceSubresourceStatus> status;
  Box<CustomResourceSubresourceScale> scale;
};
const schema::Struct& describe(const CustomResourceSubresources*);

/// What objects look like.
struct CustomResourceValidation {
  json::Value open_apiv3_schema;
};
const schema::Struct& describe(const CustomResourceValidation*);

/// A field that lists can be narrowed by.
struct SelectableField {
  std::string json_path;
};
const schema::Struct& describe(const SelectableField*);

/// A version of a kind.
struct CustomResourceDefinitionVersion {
  std::string name;
  bool served = false;
  bool storage = false;
  Box<CustomResourceValidation> schema;
  Box<CustomResourceSubresources> subresources;
  std::vector<CustomResourceColumnDefinition> additional_printer_columns;
  std::vector<SelectableField> selectable_fields;
  std::optional<bool> deprecated;
  std::string deprecation_warning;
};
const schema::Struct& describe(const CustomResourceDefinitionVersion*);

/// The kind.
struct CustomResourceDefinitionSpec {
  std::string group;
  CustomResourceDefinitionNames names;
  std::string scope;
  std::vector<CustomResourceDefinitionVersion> versions;
  Box<CustomResourceConversion> conversion;
  std::optional<bool> preserve_unknown_fields;

  CustomResourceDefinitionSpec();
  ~CustomResourceDefinitionSpec();
  CustomResourceDefinitionSpec(const CustomResourceDefinitionSpec&);
  CustomResourceDefinitionSpec& operator=(const CustomResourceDefinitionSpec&);
  CustomResourceDefinitionSpec(CustomResourceDefinitionSpec&&) noexcept;
  CustomResourceDefinitionSpec& operator=(CustomResourceDefinitionSpec&&) noexcept;
};
const schema::Struct& describe(const CustomResourceDefinitionSpec*);

/// One aspect of how it stands.
struct CustomResourceDefinitionCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  std::string message;
  std::int64_t observed_generation = 0;
  std::string reason;
};
const schema::Struct& describe(const CustomResourceDefinitionCondition*);

/// How a definition stands.
struct CustomResourceDefinitionStatus {
  CustomResourceDefinitionNames accepted_names;
  std::vector<std::string> stored_versions;
  std::vector<CustomResourceDefinitionCondition> conditions;
  std::int64_t observed_generation = 0;
};
const schema::Struct& describe(const CustomResourceDefinitionStatus*);

/// Defines a kind.
struct CustomResourceDefinition {
  std::string api_version = "apiextensions.k8s.io/v1";
  std::string kind = "CustomResourceDefinition";
  meta::v1::ObjectMeta metadata;
  CustomResourceDefinitionSpec spec;
  CustomResourceDefinitionStatus status;
};
const schema::Struct& describe(const CustomResourceDefinition*);

}  // namespace coracle::api::apiextensions::v1
