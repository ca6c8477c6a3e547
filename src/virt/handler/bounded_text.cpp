#include "virt/handler/bounded_text.h"

#include <algorithm>

namespace coracle::virt::handler {

std::string bounded_text(std::string text, std::size_t longest) {
  if (text.size() > longest) {
    while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0U) == 0x80U) --longest;
    text.resize(longest);
  }
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
  return text;
}

}  // namespace coracle::virt::handler
