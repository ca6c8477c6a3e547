#include <fmt/format.h>

#include <type_traits>

#include "schema/structural.h"

namespace coracle::schema {
namespace {

/// Walks value and schema together. What the schema does not know is noted, and taken away if `Value` is not const.
template <class Value>
class Pruner {
 public:
  std::vector<std::string> take() { return std::move(unknown_); }

  void walk(Value& value, const Structural& schema, const std::string& path) {
    if (auto* object = value.if_object()) return members(*object, schema, path);
    if (auto* list = value.if_array(); list != nullptr && schema.items) {
      for (std::size_t i = 0; i < list->size(); ++i) walk((*list)[i], *schema.items, fmt::format("{}[{}]", path, i));
    }
  }

 private:
  static constexpr bool takes_away = !std::is_const_v<Value>;

  template <class Object>
  void members(Object& object, const Structural& schema, const std::string& path) {
    for (auto at = object.begin(); at != object.end();) {
      const std::string_view name(at->key().data(), at->key().size());
      const auto* below = schema.member(name);
      auto here = path.empty() ? std::string(name) : path + "." + std::string(name);
      if (below != nullptr) {
        walk(at->value(), *below, here);
      } else if (!schema.keep_unknown && !(schema.embedded_resource && belongs_to_resources(name))) {
        unknown_.push_back(std::move(here));
        if constexpr (takes_away) {
          at = object.stable_erase(at);
          continue;
        }
      }
      ++at;
    }
  }

  static bool belongs_to_resources(std::string_view name) {
    return name == "apiVersion" || name == "kind" || name == "metadata";
  }

  std::vector<std::string> unknown_;
};

}  // namespace

std::vector<std::string> prune(json::Value& value, const Structural& schema) {
  Pruner<json::Value> pruner;
  pruner.walk(value, schema, {});
  return pruner.take();
}

std::vector<std::string> unknown_members(const json::Value& value, const Structural& schema) {
  Pruner<const json::Value> pruner;
  pruner.walk(value, schema, {});
  return pruner.take();
}

void apply_defaults(json::Value& value, const Structural& schema) {
  if (auto* list = value.if_array()) {
    if (!schema.items) return;
    for (auto& item : *list) {
      if (item.is_null() && !schema.items->nullable && schema.items->fallback) item = *schema.items->fallback;
      apply_defaults(item, *schema.items);
    }
    return;
  }
  auto* object = value.if_object();
  if (object == nullptr) return;
  if (schema.properties) {
    for (const auto& [name, below] : *schema.properties) {
      if (!below.fallback) continue;
      auto* there = object->if_contains(name);
      if (there == nullptr) {
        object->emplace(name, *below.fallback);
      } else if (there->is_null() && !below.nullable) {
        *there = *below.fallback;
      }
    }
  }
  for (auto& member : *object) {
    const auto* below = schema.member({member.key().data(), member.key().size()});
    if (below != nullptr) apply_defaults(member.value(), *below);
  }
}

}  // namespace coracle::schema
