#pragma once
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authorization::v1 {

using schema::operator==;

/// The namespace.
struct SelfSubjectRulesReviewSpec {
  std::string namespace_;
};
const schema::Struct& describe(const SelfSubjectRulesReviewSpec*);

/// Verbs allowed on paths.
struct NonResourceRule {
  std::vector<std::string> verbs;
  std::vector<std::string> non_resource_urls;
};
const schema::Struct& describe(const NonResourceRule*);

/// Verbs allowed on resources.
struct ResourceRule {
  std::vector<std::string> verbs;
  std::vector<std::string> api_groups;
  std::vector<std::string> resources;
  std::vector<std::string> resource_names;
};
const schema::Struct& describe(const ResourceRule*);

/// The answer.
struct SubjectRulesReviewStatus {
  std::vector<ResourceRule> resource_rules;
  std::vector<NonResourceRule> non_resource_rules;
  bool incomplete = false;
  std::string evaluation_error;
};
const schema::Struct& describe(const SubjectRulesReviewStatus*);

/// Asks what one may do in a namespace.
struct SelfSubjectRulesReview {
  std::string api_version = "authorization.k8s.io/v1";
  std::string kind = "SelfSubjectRulesReview";
  meta::v1::ObjectMeta metadata;
  SelfSubjectRulesReviewSpec spec;
  SubjectRulesReviewStatus status;
};
const schema::Struct& describe(const SelfSubjectRulesReview*);

}  // namespace coracle::api::authorization::v1
