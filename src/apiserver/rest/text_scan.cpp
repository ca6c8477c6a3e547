#include "apiserver/rest/text_scan.h"

#include "json/value.h"

namespace coracle::apiserver {

namespace {
// The place after the closing quote of the string that begins at `at`.
std::size_t after_string(std::string_view text, std::size_t at) {
  ++at;
  while (true) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos) return text.size();
    if (text[at] == '"') return at + 1;
    at += 2;
  }
}

// The place after the value that begins at `at`.
std::size_t after_value(std::string_view text, std::size_t at) {
  if (text[at] == '"') return after_string(text, at);
  if (text[at] != '{' && text[at] != '[') return std::min(text.find_first_of(",]}", at), text.size());
  std::size_t depth = 0;
  while (at < text.size()) {
    at = text.find_first_of("\"{}[]", at);
    if (at == std::string_view::npos) return text.size();
    if (text[at] == '"') {
      at = after_string(text, at);
      continue;
    }
    depth += text[at] == '{' || text[at] == '[' ? 1U : 0U;
    if ((text[at] == '}' || text[at] == ']') && --depth == 0) return at + 1;
    ++at;
  }
  return text.size();
}
}  // namespace

std::optional<std::string_view> scan_member(std::string_view object, std::string_view name) {
  if (object.size() < 2 || object.front() != '{') return std::nullopt;
  std::size_t at = 1;
  while (at < object.size() && object[at] == '"') {
    const auto key_end = after_string(object, at);
    const auto key = object.substr(at + 1, key_end - at - 2);
    const auto value_end = after_value(object, key_end + 1);
    if (key == name) return object.substr(key_end + 1, value_end - key_end - 1);
    at = value_end + 1;  // after the comma
  }
  return std::nullopt;
}

std::optional<std::string_view> scan_path(std::string_view object, const std::vector<std::string>& path) {
  std::optional<std::string_view> at = object;
  for (const auto& step : path)
    if (!(at = scan_member(*at, step))) return std::nullopt;
  return at;
}

std::string scalar_text(std::string_view value) {
  if (value.empty() || value == "null" || value.front() == '{' || value.front() == '[') return {};
  if (value.front() != '"') return std::string(value);
  const auto inner = value.substr(1, value.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return std::string(inner);
  const auto parsed = json::parse(value);
  return parsed && parsed->is_string() ? std::string(parsed->get_string()) : std::string{};
}

}  // namespace coracle::apiserver
