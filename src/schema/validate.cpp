#include <fmt/format.h>

#include <cmath>
#include <set>

#include "schema/formats.h"
#include "schema/pattern.h"
#include "schema/structural.h"

namespace coracle::schema {
namespace {

std::string_view viewed(const json::Value& string) { return {string.get_string().data(), string.get_string().size()}; }

/// As OpenAPI tells them: a whole number is an integer, however it is written.
std::string_view json_name_of(const json::Value& value) {
  if (!value.is_number()) return json::kind_name(value);
  const auto* fraction = value.if_double();
  return fraction == nullptr || std::trunc(*fraction) == *fraction ? "integer" : "number";
}

bool is_of_type(const json::Value& value, JsonType type) {
  switch (type) {
    case JsonType::any:
      return true;
    case JsonType::object:
      return value.is_object();
    case JsonType::array:
      return value.is_array();
    case JsonType::string:
      return value.is_string();
    case JsonType::boolean:
      return value.is_bool();
    case JsonType::number:
      return value.is_number();
    case JsonType::integer:
      return value.is_number() && json_name_of(value) == "integer";
  }
  return false;
}

std::size_t letters_of(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

/// Where a value stands, as links on the stack: only an error needs it as text.
class Path {
 public:
  explicit Path(std::string_view root) : name_(root) {}
  Path(const Path& parent, std::string_view name) : parent_(&parent), name_(name) {}
  Path(const Path& parent, std::size_t index) : parent_(&parent), index_(index), is_item_(true) {}
  std::string text() const {
    auto out = parent_ != nullptr ? parent_->text() : std::string();
    if (is_item_) return out += fmt::format("[{}]", index_);
    if (parent_ != nullptr && !out.empty()) out += '.';
    return out += name_;
  }

 private:
  const Path* parent_ = nullptr;
  std::string_view name_;
  std::size_t index_ = 0;
  bool is_item_ = false;
};

/// One walk; messages are those of kube-apiserver, which has them from go-openapi.
class Validator {
 public:
  void value(const json::Value& value, const Structural& schema, const Path& path) {
    if (errors_.size() >= most_errors) return;
    if (value.is_null() && schema.nullable) return;
    if (!check_type(value, schema, path)) return;
    check_allowed(value, schema, path);
    if (value.is_string()) text(value, schema, path);
    if (value.is_number()) number(value, schema, path);
    if (const auto* items = value.if_array()) list(*items, schema, path);
    if (const auto* members = value.if_object()) object(*members, schema, path);
    logic(value, schema, path);
  }

  FieldErrors take() && { return std::move(errors_); }
  bool clean() const { return errors_.empty(); }

 private:
  static constexpr std::size_t most_errors = 100;

  bool check_type(const json::Value& value, const Structural& schema, const Path& path) {
    if (schema.int_or_string) {
      if (value.is_string() || is_of_type(value, JsonType::integer) || value.is_number()) return true;
      return mistyped(value, "integer,string", path);
    }
    if (is_of_type(value, schema.type)) return true;
    return mistyped(value, to_string(schema.type), path);
  }

  bool mistyped(const json::Value& value, std::string_view wanted, const Path& path) {
    const auto found = json_name_of(value);
    add(path, "FieldValueTypeInvalid",
        fmt::format("Invalid value: \"{0}\": {1} must be of type {2}: \"{0}\"", found, body(path), wanted));
    return false;
  }

  void check_allowed(const json::Value& value, const Structural& schema, const Path& path) {
    if (schema.allowed.empty()) return;
    for (const auto& allowed : schema.allowed) {
      if (json::equal(allowed, value)) return;
    }
    std::string list;
    for (const auto& allowed : schema.allowed) {
      if (!list.empty()) list += ", ";
      list += allowed.is_string() ? fmt::format("{:?}", viewed(allowed)) : "\"" + shown(allowed) + "\"";
    }
    add(path, "FieldValueNotSupported", fmt::format("Unsupported value: {}: supported values: {}", shown(value), list));
  }

  void text(const json::Value& value, const Structural& schema, const Path& path) {
    const auto text = viewed(value);
    const auto letters = static_cast<std::int64_t>(letters_of(text));
    if (schema.max_length && letters > *schema.max_length) {
      add(path, "FieldValueTooLong",
          fmt::format("Too long: may not be more than {} {}", *schema.max_length,
                      *schema.max_length == 1 ? "byte" : "bytes"));
    }
    if (schema.min_length && letters < *schema.min_length) {
      invalid(value, path, fmt::format("{} should be at least {} chars long", body(path), *schema.min_length));
    }
    if (schema.pattern && !schema.pattern->matches(text)) {
      invalid(value, path, fmt::format("{} should match '{}'", body(path), schema.pattern->text()));
    }
    if (!schema.format.empty() && !is_of_format(text, schema.format)) {
      invalid(value, path, fmt::format("{} must be of type {}: {:?}", body(path), schema.format, text));
    }
  }

  void number(const json::Value& value, const Structural& schema, const Path& path) {
    const auto n = value.to_number<double>();
    if (schema.minimum && (schema.exclusive_minimum ? n <= *schema.minimum : n < *schema.minimum)) {
      invalid(value, path,
              fmt::format("{} should be greater than {}{}", body(path), schema.exclusive_minimum ? "" : "or equal to ",
                          *schema.minimum));
    }
    if (schema.maximum && (schema.exclusive_maximum ? n >= *schema.maximum : n > *schema.maximum)) {
      invalid(value, path,
              fmt::format("{} should be less than {}{}", body(path), schema.exclusive_maximum ? "" : "or equal to ",
                          *schema.maximum));
    }
    if (schema.multiple_of) {
      const auto parts = n / *schema.multiple_of;
      if (std::abs(parts - std::round(parts)) > 1e-9) {
        invalid(value, path, fmt::format("{} should be a multiple of {}", body(path), *schema.multiple_of));
      }
    }
    if (schema.format == "int32" && std::abs(n + 0.5) > 2147483648.0) {
      invalid(value, path, fmt::format("{} must be of type int32: \"{}\"", body(path), shown(value)));
    }
  }

  void list(const json::Array& items, const Structural& schema, const Path& path) {
    const auto n = static_cast<std::int64_t>(items.size());
    if (schema.max_items && n > *schema.max_items) too_many(path, n, *schema.max_items);
    if (schema.min_items && n < *schema.min_items) {
      invalid_unnamed(path, n, fmt::format("{} should have at least {} items", body(path), *schema.min_items));
    }
    if (schema.items) {
      for (std::size_t i = 0; i < items.size(); ++i) value(items[i], *schema.items, Path(path, i));
    }
    if (schema.unique_items || schema.list == ListType::set) duplicates(items, {}, path);
    if (schema.list == ListType::map) duplicates(items, schema.list_keys, path);
  }

  /// By their keys where the list is a map, else whole.
  void duplicates(const json::Array& items, const std::vector<std::string>& keys, const Path& path) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      auto identity = items[i];
      if (!keys.empty()) {
        const auto* members = items[i].if_object();
        if (members == nullptr) continue;
        json::Object picked;
        for (const auto& key : keys) {
          if (const auto* part = members->if_contains(key)) picked.emplace(key, *part);
        }
        identity = std::move(picked);
      }
      if (!seen.insert(json::serialize(identity)).second) {
        add(Path(path, i), "FieldValueDuplicate", "Duplicate value: " + shown(identity));
      }
    }
  }

  void object(const json::Object& members, const Structural& schema, const Path& path) {
    const auto n = static_cast<std::int64_t>(members.size());
    if (schema.max_properties && n > *schema.max_properties) too_many(path, n, *schema.max_properties);
    if (schema.min_properties && n < *schema.min_properties) {
      invalid_unnamed(path, n,
                      fmt::format("{} should have at least {} properties", body(path), *schema.min_properties));
    }
    for (const auto& name : schema.required) {
      if (!members.contains(name)) add(Path(path, std::string_view(name)), "FieldValueRequired", "Required value");
    }
    for (const auto& member : members) {
      const std::string_view name(member.key().data(), member.key().size());
      const auto* below = schema.member(name);
      if (below != nullptr) value(member.value(), *below, Path(path, name));
    }
  }

  void logic(const json::Value& value, const Structural& schema, const Path& path) {
    std::size_t all = 0;
    for (const auto& part : schema.all_of) {
      Validator inner;
      inner.value(value, part, path);
      if (inner.clean()) ++all;
      merge(std::move(inner));
    }
    if (all != schema.all_of.size()) {
      unsettled(fmt::format("\"{}\" must validate all the schemas (allOf)", path.text()) +
                (all == 0 ? ". None validated" : ""));
    }
    if (!schema.any_of.empty() && count_valid(value, schema.any_of, path) == 0) {
      unsettled(fmt::format("\"{}\" must validate at least one schema (anyOf)", path.text()));
    }
    if (!schema.one_of.empty()) {
      const auto valid = count_valid(value, schema.one_of, path);
      if (valid != 1) {
        unsettled(fmt::format("\"{}\" must validate one and only one schema (oneOf). Found {} valid{}", path.text(),
                              valid == 0 ? "none" : std::to_string(valid), valid == 0 ? "" : " alternatives"));
      }
    }
    if (schema.none_of) {
      Validator inner;
      inner.value(value, *schema.none_of, path);
      if (inner.clean()) unsettled(fmt::format("\"{}\" must not validate the schema (not)", path.text()));
    }
  }

  static std::size_t count_valid(const json::Value& value, const std::vector<Structural>& schemas, const Path& path) {
    std::size_t valid = 0;
    for (const auto& schema : schemas) {
      Validator inner;
      inner.value(value, schema, path);
      if (inner.clean()) ++valid;
    }
    return valid;
  }

  void merge(Validator&& inner) {
    for (auto& error : inner.errors_) {
      if (errors_.size() < most_errors) errors_.push_back(std::move(error));
    }
  }

  static std::string body(const Path& path) { return path.text() + " in body"; }
  static std::string shown(const json::Value& value) {
    return value.is_string() ? fmt::format("{:?}", viewed(value)) : json::serialize(value);
  }

  void invalid(const json::Value& value, const Path& path, const std::string& message) {
    add(path, "FieldValueInvalid", fmt::format("Invalid value: {}: {}", shown(value), message));
  }
  void invalid_unnamed(const Path& path, std::int64_t count, const std::string& message) {
    add(path, "FieldValueInvalid", fmt::format("Invalid value: {}: {}", count, message));
  }
  void too_many(const Path& path, std::int64_t count, std::int64_t most) {
    add(path, "FieldValueTooMany", fmt::format("Too many: {}: must have at most {} items", count, most));
  }
  /// Errors of allOf and its like belong to no field for kube-apiserver.
  void unsettled(const std::string& message) {
    add(std::string("<nil>"), "FieldValueInvalid", "Invalid value: \"\": " + message);
  }

  void add(const Path& path, std::string_view reason, std::string message) {
    add(path.text(), reason, std::move(message));
  }
  void add(std::string field, std::string_view reason, std::string message) {
    if (errors_.size() < most_errors) errors_.push_back({std::move(field), std::string(reason), std::move(message)});
  }

  FieldErrors errors_;
};

}  // namespace

FieldErrors validate(const json::Value& value, const Structural& schema, std::string_view path) {
  Validator validator;
  validator.value(value, schema, Path(path));
  return std::move(validator).take();
}

}  // namespace coracle::schema
