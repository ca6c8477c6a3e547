#include "base/random.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstring>
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
  // A stock for many: each object that is made gets one, and a system call costs more than all else of it. Names are
  // no secrets, so that it may lie in memory.
  thread_local std::string stock;
  constexpr std::size_t size = 16, many = 64;
  if (stock.empty()) stock = random_bytes(size * many);
  std::array<unsigned char, size> bytes{};
  std::memcpy(bytes.data(), stock.data() + stock.size() - size, size);
  stock.resize(stock.size() - size);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0fU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3fU) | 0x80U);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t i = 0; i < size; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits[bytes[i] >> 4U];
    text += digits[bytes[i] & 0x0fU];
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
