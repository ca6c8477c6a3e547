#include "schema/formats.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/base64.h"
#include "base/time.h"

namespace coracle::schema {
namespace {

bool is_hex_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_plain_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_plain_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'); }

bool is_address(std::string_view text, int family) {
  std::array<unsigned char, sizeof(in6_addr)> room{};
  return text.size() < 64 && inet_pton(family, std::string(text).c_str(), room.data()) == 1;
}

bool is_cidr(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const auto address = text.substr(0, slash);
  const auto bits = text.substr(slash + 1);
  int length = -1;
  const auto [end, error] = std::from_chars(bits.data(), bits.data() + bits.size(), length);
  if (error != std::errc() || end != bits.data() + bits.size() || length < 0) return false;
  return (is_address(address, AF_INET) && length <= 32) || (is_address(address, AF_INET6) && length <= 128);
}

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex_digit(text[i])) return false;
  }
  return true;
}

/// Six, eight or twenty octets, parted by colons or dashes.
bool is_mac(std::string_view text) {
  if (text.size() != 17 && text.size() != 23 && text.size() != 59) return false;
  const char parter = text[2];
  if (parter != ':' && parter != '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != parter : !is_hex_digit(text[i])) return false;
  }
  return true;
}

bool is_hostname(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (!text.empty()) {
    const auto end = std::min(text.find('.'), text.size());
    const auto label = text.substr(0, end);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return is_letter_or_digit(c) || c == '-'; }))
      return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
  return false;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return false;
  const auto bad = [](char c) { return c == ' ' || c == '<' || c == '>' || static_cast<unsigned char>(c) < 0x20; };
  return std::none_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), bad) &&
         is_hostname(text.substr(at + 1));
}

bool is_uri(std::string_view text) {
  const auto bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; };
  if (text.empty() || std::any_of(text.begin(), text.end(), bad)) return false;
  return text.front() == '/' || text.find(':') != std::string_view::npos;
}

bool is_date(std::string_view text) {
  return text.size() == 10 && parse_time(std::string(text) + "T00:00:00Z").has_value();
}

struct KnownFormat {
  std::string_view name;
  bool (*holds)(std::string_view);
};

constexpr KnownFormat known_formats[] = {
    {"date-time", [](std::string_view t) { return parse_time(t).has_value(); }},
    {"datetime", [](std::string_view t) { return parse_time(t).has_value(); }},
    {"date", is_date},
    {"duration", [](std::string_view t) { return parse_duration(t).has_value(); }},
    {"byte", [](std::string_view t) { return from_base64(t).has_value(); }},
    {"ipv4", [](std::string_view t) { return is_address(t, AF_INET); }},
    {"ipv6", [](std::string_view t) { return is_address(t, AF_INET6); }},
    {"cidr", is_cidr},
    {"mac", is_mac},
    {"uuid", is_uuid},
    {"hostname", is_hostname},
    {"email", is_email},
    {"uri", is_uri},
};

}  // namespace

bool is_of_format(std::string_view text, std::string_view format) {
  for (const auto& known : known_formats) {
    if (known.name == format) return known.holds(text);
  }
  return true;
}

}  // namespace coracle::schema
