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

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto sequence = sequence_of(static_cast<unsigned char>(text[i]));
    if (sequence.follow < 0 || text.size() - i <= static_cast<std::size_t>(sequence.follow)) return false;
    for (int k = 0; k < sequence.follow; ++k) {
      const auto next = static_cast<unsigned char>(text[++i]);
      if (k == 0 ? next < sequence.least || next > sequence.most : next < 0x80 || next > 0xbf) return false;
    }
  }
  return true;
}

}  // namespace coracle
