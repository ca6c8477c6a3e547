#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::admissionregistration::v1 {

using schema::operator==;

/// An expression that must hold.
struct MatchCondition {
  std::string expression;
  std::string name;
};
const schema::Struct& describe(const MatchCondition*);

/// Which writes are meant.
struct RuleWithOperations {
  std::vector<std::string> operations;
  std::vector<std::string> api_groups;
  std::vector<std::string> api_versions;
  std::vector<std::string> resources;
  std::string scope;
};
const schema::Struct& describe(const RuleWithOperations*);

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

/// A webhook that may change what is written.
struct MutatingWebhook {
  std::string name;
  WebhookClientConfig client_config;
  std::vector<RuleWithOperations> rules;
  std::string failure_policy;
  std::string match_policy;
  Box<meta::v1::LabelSelector> namespace_selector;
  Box<meta::v1::LabelSelector> object_selector;
  std::string side_effects;
  std::optional<std::int32_t> timeout_seconds;
  std::vector<std::string> admission_review_versions;
  std::string reinvocation_policy;
  std::vector<MatchCondition> match_conditions;
};
const schema::Struct& describe(const MutatingWebhook*);

/// A webhook that may refuse what is written.
struct ValidatingWebhook {
  std::string name;
  WebhookClientConfig client_config;
  std::vector<RuleWithOperations> rules;
  std::string failure_policy;
  std::string match_policy;
  Box<meta::v1::LabelSelector> namespace_selector;
  Box<meta::v1::LabelSelector> object_selector;
  std::string side_effects;
  std::optional<std::int32_t> timeout_seconds;
  std::vector<std::string> admission_review_versions;
  std::vector<MatchCondition> match_conditions;
};
const schema::Struct& describe(const ValidatingWebhook*);

}  // namespace coracle::api::admissionregistration::v1
