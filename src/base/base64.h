#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace coracle {

/// RFC 4648's standard alphabet, padded.
std::string to_base64(std::string_view bytes);
/// Nothing unless `text` is exactly that (line breaks are passed over, as Go does).
std::optional<std::string> from_base64(std::string_view text);

}  // namespace coracle
