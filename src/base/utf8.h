#pragma once
#include <string>
#include <string_view>

namespace coracle {

/// Whether it is whole and well-formed: no surrogates, no overlong form, nothing beyond U+10FFFF (RFC 3629).
bool is_utf8(std::string_view text);

/// The text with U+FFFD for each byte that is in no well-formed sequence, as Go's JSON has it: what a container or a
/// guest wrote may then go into an object.
std::string valid_utf8(std::string_view text);

}  // namespace coracle
