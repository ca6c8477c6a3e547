#include "schema/structural.h"

#include <gtest/gtest.h>

#include <iterator>

#include "base/source_tree.h"
#include "schema/custom_resource.h"
#include "schema/openapi.h"
#include "schema/type.h"

namespace coracle::schema {
namespace {

json::Array structural_cases(const std::string& file) {
  return json::parse(case_text("structural/" + file)).take().get_array();
}

std::vector<std::string> texts_in(const json::Value& list) {
  std::vector<std::string> out;
  for (const auto& item : list.get_array()) out.emplace_back(item.get_string().c_str());
  return out;
}

std::vector<std::string> texts_of(const FieldErrors& errors) {
  std::vector<std::string> out;
  for (const auto& error : errors) out.push_back(to_string(error));
  return out;
}

Structural schema_of(const json::Value& test) { return parse_structural(test.at("schema"), "s").take(); }

TEST(Structural, tells_what_is_wrong_in_the_words_of_the_api_server) {
  for (const auto& test : structural_cases("validate.json")) {
    SCOPED_TRACE(test.at("name").get_string().c_str());
    EXPECT_EQ(texts_of(validate(test.at("value"), schema_of(test))), texts_in(test.at("errors")));
  }
}

TEST(Structural, prunes_what_it_does_not_know) {
  for (const auto& test : structural_cases("prune.json")) {
    SCOPED_TRACE(test.at("name").get_string().c_str());
    auto value = test.at("value");
    EXPECT_EQ(unknown_members(value, schema_of(test)), texts_in(test.at("unknown")));
    EXPECT_EQ(prune(value, schema_of(test)), texts_in(test.at("unknown")));
    EXPECT_TRUE(json::equal(value, test.at("pruned"))) << json::serialize(value);
  }
}

TEST(Structural, fills_in_defaults) {
  for (const auto& test : structural_cases("defaults.json")) {
    SCOPED_TRACE(test.at("name").get_string().c_str());
    auto value = test.at("value");
    apply_defaults(value, schema_of(test));
    EXPECT_TRUE(json::equal(value, test.at("then"))) << json::serialize(value);
  }
}

TEST(Structural, refuses_schemas_that_are_not_structural) {
  for (const auto& test : structural_cases("refused.json")) {
    SCOPED_TRACE(test.at("name").get_string().c_str());
    const auto schema = parse_structural(test.at("schema"), "s");
    ASSERT_FALSE(schema);
    EXPECT_EQ(texts_of(schema.error().details()->causes), texts_in(test.at("errors")));
  }
}

struct Wheel {
  std::string name;
  std::int32_t bolts = 0;
};
struct Cart {
  std::string api_version;
  Box<Wheel> spare;
  std::vector<Wheel> wheels;
  std::map<std::string, Quantity> load;
  IntOrString port;
  json::Value extra;
  std::string size;
};

const Struct& describe(const Wheel*) {
  using T = Wheel;
  static const Field fields[] = {field<&T::name>("name", "Which one.").required(),
                                 field<&T::bolts>("bolts", "How many.").at_least(3)};
  static const Struct table{"io.example.v1.Wheel", "A wheel.", fields};
  return table;
}

const Struct& describe(const Cart*) {
  using T = Cart;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Version."),
      field<&T::spare>("spare", "Spare wheel."),
      field<&T::wheels>("wheels", "Wheels.").merge_by("name"),
      field<&T::load>("load", "Load."),
      field<&T::port>("port", "Port."),
      field<&T::extra>("extra", "Anything."),
      field<&T::size>("size", "Size.").one_of("small|big").or_else("\"small\""),
  };
  static const Struct table{"io.example.v1.Cart", "A cart.", fields, {"example.io", "v1", "Cart"}};
  return table;
}

json::Value parsed_json(std::string_view text) { return json::parse(text).take(); }

TEST(Structural, of_a_table_checks_as_one_of_a_crd_does) {
  const auto schema = structural(describe(static_cast<const Cart*>(nullptr)));
  auto value = parsed_json(R"({"wheels":[{"name":"a","bolts":2},{"name":"a","bolts":4}],"size":"huge","nope":1,
                               "load":{"x":"1Gi"},"port":"http","extra":{"a":1}})");
  EXPECT_EQ(texts_of(validate(value, schema)),
            (std::vector<std::string>{
                "wheels[0].bolts: Invalid value: 2: wheels[0].bolts in body should be greater than or equal to 3",
                R"(wheels[1]: Duplicate value: {"name":"a"})",
                R"(size: Unsupported value: "huge": supported values: "small", "big")"}));
  EXPECT_EQ(prune(value, schema), std::vector<std::string>{"nope"});
}

TEST(OpenApi, names_components_as_kubernetes_does) {
  json::Object components;
  add_list_component(components, describe(static_cast<const Cart*>(nullptr)));
  EXPECT_TRUE(
      json::equal(components["io.example.v1.Cart"].at("properties").at("wheels"), parsed_json(R"({"type":"array",
    "items":{"$ref":"#/components/schemas/io.example.v1.Wheel"},"description":"Wheels.","x-kubernetes-list-type":"map",
    "x-kubernetes-list-map-keys":["name"],"x-kubernetes-patch-strategy":"merge","x-kubernetes-patch-merge-key":"name"})")))
      << json::serialize(components["io.example.v1.Cart"]);
  EXPECT_TRUE(json::equal(components["io.example.v1.Cart"].at("properties").at("spare"),
                          parsed_json(R"({"allOf":[{"$ref":"#/components/schemas/io.example.v1.Wheel"}],
                                          "description":"Spare wheel."})")));
  EXPECT_TRUE(components.contains("io.k8s.apimachinery.pkg.api.resource.Quantity"));
  EXPECT_TRUE(components.contains("io.example.v1.CartList"));
  EXPECT_EQ(component_name("snapshot.kubevirt.io", "v1beta1", "X"), "io.kubevirt.snapshot.v1beta1.X");
  const auto definitions = as_definitions(components);
  EXPECT_TRUE(json::equal(definitions.at("io.example.v1.Cart").at("properties").at("spare"),
                          parsed_json(R"({"$ref":"#/definitions/io.example.v1.Wheel","description":"Spare wheel."})")));
}

TEST(OpenApi, a_crd_schema_of_a_table_is_structural) {
  const auto crd = structural_schema(describe(static_cast<const Cart*>(nullptr)));
  const auto schema = parse_structural(crd, "s");
  ASSERT_TRUE(schema) << schema.error().message() << json::serialize(crd);
  EXPECT_EQ(schema->property("wheels")->items->required, std::vector<std::string>{"name"});
  auto value = parsed_json(R"({"load":{"x":5},"extra":{"free":1},"wheels":[{"name":"a","bolts":3}]})");
  EXPECT_TRUE(validate(value, *schema).empty()) << to_string(validate(value, *schema).front());
  EXPECT_TRUE(prune(value, *schema).empty());
  apply_defaults(value, *schema);
  EXPECT_EQ(value.at("size"), "small");
}

}  // namespace
}  // namespace coracle::schema
