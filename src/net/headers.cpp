#include <algorithm>

#include "net/http.h"
#include "net/text.h"

namespace coracle::net {

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_printable(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) < ' ' && letter != '\t' && letter != '\n' && letter != '\r') ||
           letter == 0x7f;
  });
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (equal_without_case(key, name)) return value;
  return {};
}

bool Headers::has(std::string_view name) const {
  return std::any_of(begin(), end(), [&](const Field& field) { return equal_without_case(field.first, name); });
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : fields_)
    if (equal_without_case(key, name)) values.push_back(value);
  return values;
}

bool Headers::lists(std::string_view name, std::string_view token) const {
  for (const auto& [key, value] : fields_) {
    if (!equal_without_case(key, name)) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto comma = std::min(rest.find(','), rest.size());
      if (equal_without_case(trim(rest.substr(0, comma)), token)) return true;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return false;
}

void Headers::set(std::string_view name, std::string value) {
  remove(name);
  add(name, std::move(value));
}
void Headers::add(std::string_view name, std::string value) { fields_.emplace_back(name, std::move(value)); }
void Headers::remove(std::string_view name) {
  std::erase_if(fields_, [&](const Field& field) { return equal_without_case(field.first, name); });
}

bool Handler::streams_body(const Request&) const { return false; }

Task<std::string> read_all(BodyReader& body, std::size_t limit) {
  std::string all;
  while (true) {
    auto piece = co_await body.next();
    if (piece.empty()) co_return all;
    if (piece.size() > limit - std::min(limit, all.size()))
      throw Error(Reason::request_entity_too_large, "the body is longer than " + std::to_string(limit) + " bytes");
    if (all.empty())
      all = std::move(piece);
    else
      all += piece;
  }
}

}  // namespace coracle::net
