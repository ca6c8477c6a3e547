#include "apiserver/rest/names.h"

#include <fmt/core.h>

#include <algorithm>

namespace coracle::apiserver {

namespace {
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z'); }
bool is_lower_or_digit(char c) { return is_lower(c) || is_digit(c); }

bool is_label(std::string_view text) {
  return !text.empty() && is_lower_or_digit(text.front()) && is_lower_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_lower_or_digit(c) || c == '-'; });
}

bool is_subdomain(std::string_view text) {
  while (true) {
    const auto dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// Letters, digits, and '-', '_', '.' between them.
bool is_qualified_part(std::string_view text) {
  return !text.empty() && is_letter_or_digit(text.front()) && is_letter_or_digit(text.back()) &&
         std::ranges::all_of(text, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

constexpr std::string_view subdomain_words =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr std::string_view label_words =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view service_words =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and "
    "end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr std::string_view qualified_words =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric "
    "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
    "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr std::string_view value_words =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
    "'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

std::string too_long(std::size_t most) { return fmt::format("must be no more than {} characters", most); }
}  // namespace

std::string wrong_subdomain(std::string_view text) {
  if (text.size() > 253) return too_long(253);
  return is_subdomain(text) ? std::string{} : std::string(subdomain_words);
}

std::string wrong_dns_label(std::string_view text) {
  if (text.size() > 63) return too_long(63);
  return is_label(text) ? std::string{} : std::string(label_words);
}

std::string wrong_service_name(std::string_view text) {
  if (text.size() > 63) return too_long(63);
  return is_label(text) && is_lower(text.front()) ? std::string{} : std::string(service_words);
}

std::string wrong_path_segment(std::string_view text) {
  if (text == "." || text == "..") return fmt::format("may not be '{}'", text);
  for (const char letter : {'/', '%'})
    if (text.find(letter) != std::string_view::npos) return fmt::format("may not contain '{}'", letter);
  return {};
}

std::string wrong_name(NameRule rule, std::string_view text) {
  switch (rule) {
    case NameRule::subdomain:
      return wrong_subdomain(text);
    case NameRule::label:
      return wrong_dns_label(text);
    case NameRule::service:
      return wrong_service_name(text);
    case NameRule::path_segment:
      return wrong_path_segment(text);
  }
  broken("a name rule that is none");
}

std::string wrong_label_name(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto prefix = text.substr(0, slash);
    text.remove_prefix(slash + 1);
    if (prefix.empty()) return "prefix part must be non-empty";
    if (auto error = wrong_subdomain(prefix); !error.empty()) return "prefix part " + error;
  }
  if (text.empty()) return "name part must be non-empty";
  if (text.size() > 63) return "name part " + too_long(63);
  return is_qualified_part(text) ? std::string{} : std::string(qualified_words);
}

std::string wrong_label_value(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > 63) return too_long(63);
  return is_qualified_part(text) ? std::string{} : std::string(value_words);
}

}  // namespace coracle::apiserver
