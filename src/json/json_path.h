#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace coracle::json {

/// kubectl's JSONPath, as printer columns of CRDs and `kubectl wait` use it: `.spec.nodeName`, `{.status.phase}`,
/// `['a.b']`, `.a\.b`, `[0]`, `[-1]`, `[0,2]`, `[1:3]`, `[*]`, `.*`, `..name`, `[?(@.type=="Ready")]` with
/// == != < <= > >= or mere presence. Not taken: text around the braces and `range`, which are kubectl's own affair.
/// https://kubernetes.io/docs/reference/kubectl/jsonpath/
///
/// Compiled once, evaluated often; cheap to copy.
class JsonPath {
 public:
  /// Errors (bad_request) say what is wrong and where. At most 4096 bytes and 64 steps.
  static Result<JsonPath> compile(std::string_view text);

  /// What the path finds, in document order; nothing where a member or an item is missing. The values are the
  /// document's own. A step finds at most 100,000 values; the rest is left out.
  std::vector<const Value*> evaluate(const Value& document) const;
  /// The first value found, or null.
  const Value* first(const Value& document) const;

  struct Step;

 private:
  explicit JsonPath(std::shared_ptr<const std::vector<Step>> steps) : steps_(std::move(steps)) {}
  std::shared_ptr<const std::vector<Step>> steps_;
};

}  // namespace coracle::json
