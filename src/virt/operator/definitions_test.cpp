// What an API server of Kubernetes asks of a CustomResourceDefinition before it serves it, asked of ours here: the
// rules of apiextensions' validation and of structural schemas. https://kubernetes.io/docs/tasks/extend-kubernetes/
// custom-resources/custom-resource-definitions/#specifying-a-structural-schema
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "virt/operator/wanted.h"

namespace coracle::virt::operator_ {
namespace {
namespace definition_rules {

const json::Value* member(const json::Value& schema, std::string_view name) { return json::find(schema, {name}); }
bool says(const json::Value& schema, std::string_view name) {
  const auto* found = member(schema, name);
  return found != nullptr && found->is_bool() && found->get_bool();
}
bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}
bool is_scalar(const json::Value& schema) {
  return is_one_of(json::text(schema, {"type"}), {"string", "integer", "number", "boolean"}) ||
         says(schema, "x-kubernetes-int-or-string");
}
bool fits(const json::Value& value, const json::Value& schema) {
  const auto type = json::text(schema, {"type"});
  if (value.is_null()) return says(schema, "nullable");
  if (says(schema, "x-kubernetes-int-or-string")) return value.is_string() || value.is_int64();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "array") return value.is_array();
  return value.is_object();
}

/// Goes through a schema and writes down what is wrong.
class Checker {
 public:
  std::vector<std::string> wrong;
  std::vector<std::string> expressions;

  void check(const json::Value& schema, const std::string& at) {
    const std::initializer_list<std::string_view> known = {"description",
                                                           "type",
                                                           "properties",
                                                           "additionalProperties",
                                                           "items",
                                                           "required",
                                                           "enum",
                                                           "default",
                                                           "nullable",
                                                           "format",
                                                           "pattern",
                                                           "minimum",
                                                           "maximum",
                                                           "minLength",
                                                           "maxLength",
                                                           "minItems",
                                                           "maxItems",
                                                           "anyOf",
                                                           "x-kubernetes-int-or-string",
                                                           "x-kubernetes-preserve-unknown-fields",
                                                           "x-kubernetes-embedded-resource",
                                                           "x-kubernetes-list-type",
                                                           "x-kubernetes-list-map-keys",
                                                           "x-kubernetes-map-type",
                                                           "x-kubernetes-validations"};
    for (const auto& entry : schema.as_object())
      expect(is_one_of(entry.key(), known), at, fmt::format("{} is no part of a structural schema", entry.key()));
    const auto type = json::text(schema, {"type"});
    const bool either = says(schema, "x-kubernetes-int-or-string");
    const bool open = says(schema, "x-kubernetes-preserve-unknown-fields");
    if (either)
      expect(type.empty(), at, "has a type beside x-kubernetes-int-or-string");
    else
      expect(is_one_of(type, {"object", "array", "string", "integer", "number", "boolean"}) || (type.empty() && open),
             at, "has no type");
    for (const auto* flag : {"x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string"})
      expect(member(schema, flag) == nullptr || says(schema, flag), at, fmt::format("{} may only be true", flag));
    check_object(schema, at);
    check_list(schema, at);
    check_values(schema, at);
    check_rules(schema, at);
  }

 private:
  void expect(bool holds, const std::string& at, std::string_view what) {
    if (!holds) wrong.push_back(fmt::format("{}: {}", at, what));
  }
  void check_object(const json::Value& schema, const std::string& at) {
    const auto* properties = member(schema, "properties");
    const auto* additional = member(schema, "additionalProperties");
    const bool object = json::text(schema, {"type"}) == "object";
    expect(object || (properties == nullptr && additional == nullptr), at, "has members but is no object");
    expect(properties == nullptr || additional == nullptr, at, "has both properties and additionalProperties");
    const auto map_type = json::text(schema, {"x-kubernetes-map-type"});
    expect(map_type.empty() || (object && is_one_of(map_type, {"atomic", "granular"})), at, "has a wrong map type");
    expect(!says(schema, "x-kubernetes-embedded-resource") || object, at, "is an embedded resource but no object");
    if (properties != nullptr)
      for (const auto& entry : properties->as_object()) check(entry.value(), fmt::format("{}.{}", at, entry.key()));
    if (additional != nullptr && additional->is_object()) check(*additional, at + "{}");
    const auto* required = member(schema, "required");
    if (required == nullptr) return;
    std::set<std::string> names;
    for (const auto& name : required->as_array()) {
      expect(names.insert(std::string(name.as_string())).second, at, "requires a member twice");
      expect(properties != nullptr && properties->as_object().contains(name.as_string()), at,
             fmt::format("requires {}, which it has not", std::string_view(name.as_string())));
    }
  }
  void check_list(const json::Value& schema, const std::string& at) {
    const auto* items = member(schema, "items");
    const bool array = json::text(schema, {"type"}) == "array";
    expect(array == (items != nullptr), at, "is a list without items, or items without a list");
    const auto list = json::text(schema, {"x-kubernetes-list-type"});
    expect(list.empty() || (array && is_one_of(list, {"atomic", "set", "map"})), at, "has a wrong list type");
    expect((list == "map") == (member(schema, "x-kubernetes-list-map-keys") != nullptr), at, "list map keys");
    if (items == nullptr) return;
    check(*items, at + "[]");
    expect(list.empty() || list == "atomic" || !says(*items, "nullable"), at, "has items that may be null");
    if (list == "set")
      expect(is_scalar(*items) || json::text(*items, {"x-kubernetes-map-type"}) == "atomic" ||
                 json::text(*items, {"x-kubernetes-list-type"}) == "atomic",
             at, "is a set of what can be merged");
    if (list == "map") check_keys(schema, *items, at);
  }
  void check_keys(const json::Value& schema, const json::Value& items, const std::string& at) {
    std::set<std::string> keys;
    const auto* required = member(items, "required");
    for (const auto& entry : member(schema, "x-kubernetes-list-map-keys")->as_array()) {
      const std::string key(entry.as_string());
      expect(keys.insert(key).second, at, "has a key twice");
      const auto* of = json::find(items, {"properties", key});
      expect(of != nullptr && is_scalar(*of), at, fmt::format("has the key {}, which is no scalar of its items", key));
      if (of == nullptr) continue;
      const bool needed =
          required != nullptr && std::ranges::any_of(required->as_array(), [&](const json::Value& name) {
            return std::string_view(name.as_string()) == key;
          });
      expect(needed || member(*of, "default") != nullptr, at,
             fmt::format("key {} is neither required nor defaulted", key));
    }
    expect(!keys.empty(), at, "is a map without keys");
  }
  void check_values(const json::Value& schema, const std::string& at) {
    if (const auto* usual = member(schema, "default"))
      expect(fits(*usual, schema), at, "has a default that does not fit");
    if (const auto* values = member(schema, "enum")) {
      expect(!values->as_array().empty(), at, "has an empty enumeration");
      for (const auto& value : values->as_array()) expect(fits(value, schema), at, "enumerates what does not fit");
    }
    const auto format = json::text(schema, {"format"});
    expect(
        format.empty() || is_one_of(format, {"int32", "int64", "double", "byte", "date-time", "uuid", "cidr", "uri"}),
        at, fmt::format("has the unknown format {}", format));
    // RE2 knows neither looking around nor going back.
    const std::string pattern(json::text(schema, {"pattern"}));
    expect(pattern.find("(?=") == std::string::npos && pattern.find("(?!") == std::string::npos &&
               pattern.find("(?<") == std::string::npos,
           at, "has a pattern that RE2 does not know");
    try {
      if (!pattern.empty()) const std::regex compiled(pattern);
    } catch (const std::regex_error& error) {
      wrong.push_back(fmt::format("{}: pattern: {}", at, error.what()));
    }
  }
  void check_rules(const json::Value& schema, const std::string& at) {
    const auto* rules = member(schema, "x-kubernetes-validations");
    if (rules == nullptr) return;
    for (const auto& rule : rules->as_array()) {
      const auto message = json::text(rule, {"message"});
      expect(!message.empty() && message.find('\n') == std::string_view::npos && message.size() <= 2048, at,
             "has a rule without a sentence");
      expressions.push_back(fmt::format("{}: {}", at, json::text(rule, {"rule"})));
    }
  }
};

void check_version(const json::Value& version, Checker& checker) {
  const std::string name(json::text(version, {"name"}));
  const auto& schema = *json::find(version, {"schema", "openAPIV3Schema"});
  EXPECT_EQ(json::text(schema, {"type"}), "object");
  const auto& metadata = json::find(schema, {"properties", "metadata"})->as_object();
  EXPECT_FALSE(metadata.contains("properties"));
  checker.check(schema, name);
  const auto* columns = json::find(version, {"additionalPrinterColumns"});
  if (columns == nullptr) return;
  for (const auto& column : columns->as_array()) {
    EXPECT_TRUE(json::text(column, {"jsonPath"}).starts_with('.'));
    EXPECT_TRUE(is_one_of(json::text(column, {"type"}), {"integer", "number", "string", "boolean", "date"}));
  }
}

json::Value reference_of(const std::string& name) {
  const char* source = std::getenv("CORACLE_SOURCE");
  std::ifstream in(std::filesystem::path(source == nullptr ? "." : source) / "../shared/reference/crds" /
                   (name + ".json"));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return text.empty() ? json::Value() : json::parse(text, {64U << 20U, 200}).take();
}

}  // namespace definition_rules

TEST(Definitions, keep_the_rules_of_structural_schemas) {
  const std::regex label("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  for (const auto& one : definitions()) {
    SCOPED_TRACE(one.key.name);
    const auto& spec = *json::find(one.object, {"spec"});
    const auto& names = *json::find(spec, {"names"});
    const auto matches = [&](std::string_view text) { return std::regex_match(std::string(text), label); };
    EXPECT_EQ(one.key.name, fmt::format("{}.{}", json::text(names, {"plural"}), json::text(spec, {"group"})));
    EXPECT_TRUE(matches(json::text(names, {"plural"})) && matches(json::text(names, {"singular"})));
    EXPECT_NE(json::text(names, {"kind"}), json::text(names, {"listKind"}));
    for (const auto* list : {"shortNames", "categories"})
      if (const auto* words = json::find(names, {list}))
        for (const auto& word : words->as_array()) EXPECT_TRUE(matches(word.as_string()));
    int stored = 0;
    definition_rules::Checker checker;
    for (const auto& version : json::find(spec, {"versions"})->as_array()) {
      stored += definition_rules::says(version, "storage") ? 1 : 0;
      definition_rules::check_version(version, checker);
    }
    EXPECT_EQ(stored, 1);
    EXPECT_EQ(checker.wrong, std::vector<std::string>());
    // etcd takes no more than 1.5 MiB at a time; the status and who manages which field come on top.
    EXPECT_LT(json::serialize(one.object).size(), 1'200'000U);
  }
}

/// An API server reckons what an expression may cost from the bounds around it: only those that are known to pass.
TEST(Definitions, have_no_expressions_that_the_originals_have_not) {
  for (const auto& one : definitions()) {
    SCOPED_TRACE(one.key.name);
    const auto reference = definition_rules::reference_of(one.key.name);
    if (!reference.is_object()) GTEST_SKIP() << "no reference here";
    const auto known = json::serialize(reference);
    definition_rules::Checker checker;
    for (const auto& version : json::find(one.object, {"spec", "versions"})->as_array())
      definition_rules::check_version(version, checker);
    for (const auto& expression : checker.expressions) {
      const auto text = json::serialize(json::Value(json::String(expression.substr(expression.find(": ") + 2))));
      EXPECT_NE(known.find(text), std::string::npos) << expression;
    }
  }
}

}  // namespace
}  // namespace coracle::virt::operator_
