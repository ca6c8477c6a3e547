#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nocloud {

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::optional<std::string> decode_base64(std::string_view text);
// One word of a shell command line, whatever it contains.
std::string shell_quote(std::string_view word);
std::optional<unsigned> parse_octal(std::string_view text);

}  // namespace nocloud
