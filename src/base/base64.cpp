#include "base/base64.h"

#include <array>
#include <cstdint>

namespace coracle {
namespace {

constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr auto base64_values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (std::size_t i = 0; i < base64_alphabet.size(); ++i) {
    values[static_cast<unsigned char>(base64_alphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}();

}  // namespace

std::string to_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto left = bytes.size() - i;
    const auto byte = [&](std::size_t k) -> std::uint32_t {
      return k < left ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const auto group = byte(0) << 16U | byte(1) << 8U | byte(2);
    out += base64_alphabet[group >> 18U & 63U];
    out += base64_alphabet[group >> 12U & 63U];
    out += left > 1 ? base64_alphabet[group >> 6U & 63U] : '=';
    out += left > 2 ? base64_alphabet[group & 63U] : '=';
  }
  return out;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    if (c == '=') {
      if (++padding > 2 || digits + padding > 4 || digits < 2) return std::nullopt;
      continue;
    }
    const auto value = base64_values[static_cast<unsigned char>(c)];
    if (value < 0 || padding > 0) return std::nullopt;
    group = group << 6U | static_cast<std::uint32_t>(value);
    if (++digits == 4) {
      out += static_cast<char>(group >> 16U & 255U);
      out += static_cast<char>(group >> 8U & 255U);
      out += static_cast<char>(group & 255U);
      group = 0;
      digits = 0;
    }
  }
  if (digits == 0) return padding == 0 ? std::optional(std::move(out)) : std::nullopt;
  if (digits + padding != 4) return std::nullopt;
  if (digits == 2) {
    out += static_cast<char>(group >> 4U & 255U);
  } else {
    out += static_cast<char>(group >> 10U & 255U);
    out += static_cast<char>(group >> 2U & 255U);
  }
  return out;
}

}  // namespace coracle
