#pragma once
#include <memory>
#include <string_view>

#include "base/result.h"
#include "json/value.h"

namespace coracle::apiserver::admission {

struct MatchNode;

/// The expression of a webhook's matchCondition: the part of CEL that asks about members and texts. Literals (text,
/// whole number, true, false, null, list), `object`, `oldObject` and `request` with their members, `has(a.b)`,
/// `.startsWith`, `.endsWith`, `.contains`, `==`, `!=`, `in`, `!`, `&&`, `||` and parentheses. compile() refuses, in
/// words, whatever else CEL has: a condition that would be misunderstood is worse than none.
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchconditions
class MatchCondition {
 public:
  /// Errors (invalid) say what is not understood, and where.
  static Result<MatchCondition> compile(std::string_view expression);
  /// `variables`: an object of object, oldObject and request. Errors (invalid): a member is missing, a type is wrong.
  Result<bool> holds(const json::Value& variables) const;

 private:
  explicit MatchCondition(std::shared_ptr<const MatchNode> root) : root_(std::move(root)) {}
  std::shared_ptr<const MatchNode> root_;
};

}  // namespace coracle::apiserver::admission
