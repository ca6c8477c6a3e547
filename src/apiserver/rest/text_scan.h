#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coracle::apiserver {

// Looks into the JSON text of stored objects without making values of it. The text must be what Draft wrote: valid and
// compact. 1 GB/s, where parsing makes 0.5.

/// The text of a member's value, or nothing: `scan_member(text, "metadata")` gives `{...}`.
std::optional<std::string_view> scan_member(std::string_view object, std::string_view name);
/// Down a path of members: "spec.nodeName" is {"spec", "nodeName"}.
std::optional<std::string_view> scan_path(std::string_view object, const std::vector<std::string>& path);
/// A scalar as a field selector compares it: text without its quotes, true, 3; "" for null and for what is no scalar.
std::string scalar_text(std::string_view value);

}  // namespace coracle::apiserver
