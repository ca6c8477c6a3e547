#include "schema/table.h"

namespace coracle::schema {

Field Field::map_by(std::string_view keys) const {
  auto f = *this;
  f.list = ListType::map;
  f.list_keys = keys;
  return f;
}

Field Field::patch_by(std::string_view key) const {
  auto f = *this;
  f.patch_merges = true;
  f.patch_key = key;
  return f;
}

Field Field::one_of(std::string_view values) const {
  auto f = *this;
  f.allowed = values;
  return f;
}

Field Field::matching(std::string_view regex) const {
  auto f = *this;
  f.pattern = regex;
  return f;
}

Field Field::in_format(std::string_view name) const {
  auto f = *this;
  f.format = name;
  return f;
}

Field Field::or_else(std::string_view json_text) const {
  auto f = *this;
  f.fallback = json_text;
  return f;
}

Field Field::at_least(double least) const {
  auto f = *this;
  f.minimum = least;
  return f;
}

Field Field::at_most(double most) const {
  auto f = *this;
  f.maximum = most;
  return f;
}

Field Field::at_most_items(std::uint32_t most) const {
  auto f = *this;
  f.most_items = most;
  return f;
}

Field Field::at_least_long(std::uint32_t least) const {
  auto f = *this;
  f.least_length = least;
  return f;
}

Field Field::at_most_long(std::uint32_t most) const {
  auto f = *this;
  f.most_length = most;
  return f;
}

Field Field::held_to(std::span<const Rule> expressions) const {
  auto f = *this;
  f.rules = expressions;
  return f;
}

const Field* Struct::find(std::string_view json) const {
  for (const auto& field : fields) {
    if (field.json == json) return &field;
  }
  return nullptr;
}

std::string_view Struct::short_name() const {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

std::string_view Struct::go_name() const {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return name;
  const auto before = name.rfind('.', dot - 1);
  return before == std::string_view::npos ? name : name.substr(before + 1);
}

}  // namespace coracle::schema
