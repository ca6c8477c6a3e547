#pragma once
#include <map>
#include <string>
#include <vector>

#include "api/meta/v1/field_selector.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::authorization::v1 {

using schema::operator==;

/// An action on a path.
struct NonResourceAttributes {
  std::string path;
  std::string verb;
};
const schema::Struct& describe(const NonResourceAttributes*);

/// Limits an action by field.
struct FieldSelectorAttributes {
  std::string raw_selector;
  std::vector<meta::v1::FieldSelectorRequirement> requirements;
};
const schema::Struct& describe(const FieldSelectorAttributes*);

/// Limits an action by label.
struct LabelSelectorAttributes {
  std::string raw_selector;
  std::vector<meta::v1::LabelSelectorRequirement> requirements;
};
const schema::Struct& describe(const LabelSelectorAttributes*);

/// An action on a resource.
struct ResourceAttributes {
  std::string namespace_;
  std::string verb;
  std::string group;
  std::string version;
  std::string resource;
  std::string subresource;
  std::string name;
  Box<FieldSelectorAttributes> field_selector;
  Box<LabelSelectorAttributes> label_selector;
};
const schema::Struct& describe(const ResourceAttributes*);

/// Who would do what.
struct SubjectAccessReviewSpec {
  std::string user;
  std::vector<std::string> groups;
  std::string uid;
  std::map<std::string, std::vector<std::string>> extra;
  Box<ResourceAttributes> resource_attributes;
  Box<NonResourceAttributes> non_resource_attributes;
};
const schema::Struct& describe(const SubjectAccessReviewSpec*);

/// The answer.
struct SubjectAccessReviewStatus {
  bool allowed = false;
  bool denied = false;
  std::string reason;
  std::string evaluation_error;
};
const schema::Struct& describe(const SubjectAccessReviewStatus*);

/// Asks whether someone may do something.
struct SubjectAccessReview {
  std::string api_version = "authorization.k8s.io/v1";
  std::string kind = "SubjectAccessReview";
  meta::v1::ObjectMeta metadata;
  SubjectAccessReviewSpec spec;
  SubjectAccessReviewStatus status;
};
const schema::Struct& describe(const SubjectAccessReview*);

}  // namespace coracle::api::authorization::v1
