#pragma once
#include <cstddef>
#include <vector>

#include "json/pointer.h"
#include "json/value.h"

namespace coracle::json {

/// One step of a JSON patch (RFC 6902).
struct Operation {
  enum class Verb { add, remove, replace, move, copy, test };
  Verb verb = Verb::add;
  Pointer path;
  Pointer from;  ///< of move and copy
  Value value;   ///< of add, replace and test
};
using Patch = std::vector<Operation>;

/// kube-apiserver's bounds: at most 10,000 operations; copies may make a document grow by 3 MiB. Depth as in Limits.
struct PatchLimits {
  std::size_t operations = 10'000;
  std::size_t copied_bytes = 3U << 20U;
  std::size_t depth = Limits{}.depth;
};

/// Reads a JSON patch. Errors: bad_request for what is none; request_entity_too_large for too many operations, in
/// kube-apiserver's words.
Result<Patch> parse_patch(const Value& patch, const PatchLimits& limits = {});
Value to_value(const Patch& patch);

/// The document after all operations; the document given stays as it is, so a failing operation changes nothing.
/// Errors are invalid (422), in the words of evanphx/json-patch v4, which kube-apiserver passes on. As there, an index
/// may be negative (-1 is the last item), and a test of null holds for a missing member. "" is the whole document.
Result<Value> apply_patch(const Value& document, const Patch& patch, const PatchLimits& limits = {});

/// JSON merge patch (RFC 7396): members of `patch` replace those of the target, null removes.
void merge_into(Value& target, const Value& patch);

/// The JSON patch that makes `after` of `before`: objects member by member, a list that differs as a whole, because an
/// index may mean another item by the time the patch arrives.
Patch diff(const Value& before, const Value& after);
/// The merge patch that makes `after` of `before`, {} when they are equal. A null member of `after` cannot be said in a
/// merge patch: it is removed.
Value merge_diff(const Value& before, const Value& after);

}  // namespace coracle::json
