#pragma once
#include <string_view>

namespace coracle {

/// Whether it is whole and well-formed: no surrogates, no overlong form, nothing beyond U+10FFFF (RFC 3629).
bool is_utf8(std::string_view text);

}  // namespace coracle
