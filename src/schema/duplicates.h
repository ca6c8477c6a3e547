#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace coracle::schema {

/// Members that stand twice in one object of a JSON text, as strict decoding tells them: `duplicate field "spec.foo"`.
/// `text` is JSON that was parsed without error, at most 100 deep; of any other text the answer means nothing.
std::vector<std::string> duplicate_members(std::string_view text);

}  // namespace coracle::schema
