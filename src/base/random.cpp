#include "base/random.h"

#include <fmt/core.h>
#include <sys/random.h>

#include <cerrno>
#include <string_view>

#include "base/error.h"

namespace coracle {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t filled = 0;
  while (filled < count) {
    const auto got = ::getrandom(bytes.data() + filled, count - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) broken("getrandom failed");
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::string random_uuid() {
  auto bytes = random_bytes(16);
  const auto at = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(bytes[i])); };
  bytes[6] = static_cast<char>((at(6) & 0x0fU) | 0x40U);
  bytes[8] = static_cast<char>((at(8) & 0x3fU) | 0x80U);
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += fmt::format("{:02x}", at(i));
  }
  return text;
}

std::string random_suffix(std::size_t length) {
  constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
  constexpr unsigned fair = 256 - 256 % alphabet.size();  // bytes from here on would favour the first letters
  std::string text;
  while (text.size() < length) {
    for (const char c : random_bytes(length)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < fair && text.size() < length) text += alphabet[byte % alphabet.size()];
    }
  }
  return text;
}

}  // namespace coracle
