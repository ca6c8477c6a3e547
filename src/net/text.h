#pragma once
#include <string_view>

namespace coracle::net {

/// ASCII only: what HTTP's grammar calls case.
inline char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}
bool equal_without_case(std::string_view a, std::string_view b);
/// Without the blanks and tabs around it.
std::string_view trim(std::string_view text);
/// No control characters but blanks, tabs and line ends: fit for a message.
bool is_printable(std::string_view text);

}  // namespace coracle::net
