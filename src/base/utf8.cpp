#include "base/utf8.h"

namespace coracle {
namespace {

/// How many bytes follow the first of a UTF-8 sequence, and the range of the one after it (RFC 3629 4); -1 for none.
struct Sequence {
  int follow;
  unsigned char least, most;
};
Sequence sequence_of(unsigned char first) {
  if (first < 0x80) return {0, 0, 0};
  if (first >= 0xc2 && first <= 0xdf) return {1, 0x80, 0xbf};
  if (first == 0xe0) return {2, 0xa0, 0xbf};
  if (first == 0xed) return {2, 0x80, 0x9f};
  if (first >= 0xe1 && first <= 0xef) return {2, 0x80, 0xbf};
  if (first == 0xf0) return {3, 0x90, 0xbf};
  if (first >= 0xf1 && first <= 0xf3) return {3, 0x80, 0xbf};
  if (first == 0xf4) return {3, 0x80, 0x8f};
  return {-1, 0, 0};
}

/// How many bytes the well-formed sequence takes that begins the text; 0 for none.
std::size_t well_formed(std::string_view text) {
  const auto sequence = sequence_of(static_cast<unsigned char>(text.front()));
  if (sequence.follow < 0 || text.size() <= static_cast<std::size_t>(sequence.follow)) return 0;
  const auto length = static_cast<std::size_t>(sequence.follow) + 1;
  for (std::size_t k = 1; k < length; ++k) {
    const auto next = static_cast<unsigned char>(text[k]);
    if (k == 1 ? next < sequence.least || next > sequence.most : next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto length = well_formed(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto length = well_formed(text);
    if (length == 0)
      out += "\xef\xbf\xbd";
    else
      out += text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace coracle
