#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apiserver/resource.h"
#include "apiserver/store/object.h"

namespace coracle::apiserver {

/// A label selector: `app=web,tier in (a,b),!old,count>3`.
/// https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
class LabelSelector {
 public:
  static Result<LabelSelector> parse(std::string_view text);
  bool matches(const Labels& labels) const;
  bool empty() const { return requirements_.empty(); }

  enum class Operator { in, not_in, exists, absent, greater, less };
  struct Requirement {
    std::string key;
    Operator op = Operator::exists;
    std::vector<std::string> values;
    std::int64_t number = 0;
  };

 private:
  std::vector<Requirement> requirements_;
};

/// A field selector: `metadata.name=x,status.phase!=Running`.
class FieldSelector {
 public:
  /// Errors: bad_request for what is none, and `field label not supported: x` for a field the resource does not offer.
  static Result<FieldSelector> parse(std::string_view text, const Resource& resource);
  bool matches(const StoredObject& object) const;
  bool empty() const { return terms_.empty(); }
  /// Adds `metadata.name=x`.
  void require_name(std::string name);

  struct Term {
    std::vector<std::string> path;
    std::string value;
    bool equal = true;
  };

 private:
  std::vector<Term> terms_;
};

/// Both, as lists and watches take them.
struct Selector {
  LabelSelector labels;
  FieldSelector fields;
  bool empty() const { return labels.empty() && fields.empty(); }
  bool matches(const StoredObject& object) const { return labels.matches(object.labels()) && fields.matches(object); }
};

}  // namespace coracle::apiserver
