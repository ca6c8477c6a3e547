#include "schema/codec.h"

#include <gtest/gtest.h>

namespace coracle::schema::testing_codec {
namespace {

struct Leaf {
  std::string name;
  std::int32_t port = 0;
  std::optional<bool> ready;
};

struct Tree {
  std::string api_version = "v1";
  Box<Leaf> leaf;
  Leaf inner;
  std::vector<Leaf> leaves;
  std::map<std::string, std::string> labels;
  std::map<std::string, Quantity> limits;
  Time when;
  IntOrString target;
  Bytes secret;
  json::Value any;
  double share = 0;
  std::optional<std::uint32_t> cores;
  std::vector<Tree> below;
};

const Struct& describe(const Leaf*) {
  using T = Leaf;
  static const Field fields[] = {
      field<&T::name>("name", "").required(),
      field<&T::port>("port", ""),
      field<&T::ready>("ready", ""),
  };
  static const Struct table{"test.v1.Leaf", "", fields};
  return table;
}

const Struct& describe(const Tree*) {
  using T = Tree;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", ""),
      field<&T::leaf>("leaf", ""),
      field<&T::inner>("inner", ""),
      field<&T::leaves>("leaves", ""),
      field<&T::labels>("labels", ""),
      field<&T::limits>("limits", ""),
      field<&T::when>("when", ""),
      field<&T::target>("target", ""),
      field<&T::secret>("secret", ""),
      field<&T::any>("any", ""),
      field<&T::share>("share", ""),
      field<&T::cores>("cores", ""),
      field<&T::below>("below", ""),
  };
  static const Struct table{"test.v1.Tree", "", fields};
  return table;
}

json::Value parsed(std::string_view text) { return json::parse(text).take(); }

constexpr std::string_view everything =
    R"({"apiVersion":"v2","leaf":{"name":""},"inner":{"name":"x","port":-3,"ready":false},)"
    R"("leaves":[{"name":"a"},{"name":"b","port":80}],"labels":{"a":"1","b":"\"\n\u0001"},"limits":{"cpu":"500m"},)"
    R"("when":"2026-01-31T09:05:00Z","target":"http","secret":"Zm9vYg==","any":{"deep":[1,null]},"share":0.5,)"
    R"("cores":4294967295,"below":[{"apiVersion":"v1","inner":{"name":"y"},"below":[]}]})";

TEST(Codec, loses_nothing_on_the_way_there_and_back) {
  const auto value = parsed(everything);
  const auto tree = decode<Tree>(value);
  ASSERT_TRUE(tree) << tree.error().message();
  EXPECT_EQ(tree->cores, 4294967295U);
  EXPECT_EQ(tree->secret.data, "foob");
  const auto text = encode_text(*tree);
  EXPECT_EQ(text, json::serialize(encode(*tree)));
  auto expected = value;
  expected.at("below").at(0).as_object().erase("below");
  EXPECT_TRUE(json::equal(parsed(text), expected)) << text;
  EXPECT_TRUE(*tree == decoded<Tree>(parsed(text)));
}

TEST(Codec, leaves_empty_values_out_but_writes_what_is_required) {
  Tree tree;
  tree.api_version.clear();
  EXPECT_EQ(encode_text(tree), "{}");
  tree.leaf.emplace();
  EXPECT_EQ(encode_text(tree), R"({"leaf":{"name":""}})");
}

TEST(Codec, tells_wrong_types_in_the_words_of_the_api_server) {
  Tree tree;
  const auto found = decode(parsed(R"({"leaves":[{"port":"x"}],"inner":7,"labels":{"a":1},"leaf":{"port":1.5}})"),
                            &tree, describe(&tree));
  ASSERT_EQ(found.errors.size(), 4U);
  EXPECT_EQ(found.errors[0].field, "leaves[0].port");
  EXPECT_EQ(found.errors[0].message,
            "json: cannot unmarshal string into Go struct field Leaf.leaves.port of type int32");
  EXPECT_EQ(found.errors[1].message, "json: cannot unmarshal number into Go struct field Tree.inner of type v1.Leaf");
  EXPECT_EQ(found.errors[2].message, "json: cannot unmarshal number into Go struct field Tree.labels of type string");
  EXPECT_EQ(found.errors[3].message,
            "json: cannot unmarshal number 1.5 into Go struct field Leaf.leaf.port of type int32");
}

TEST(Codec, reports_unknown_members_with_their_path) {
  Tree tree;
  const auto found = decode(parsed(R"({"leaves":[{},{"foo":1}],"inner":{"bar":{"x":1}}})"), &tree, describe(&tree));
  EXPECT_TRUE(found.errors.empty());
  EXPECT_EQ(found.unknown,
            (std::vector<std::string>{R"(unknown field "leaves[1].foo")", R"(unknown field "inner.bar")"}));
}

TEST(Codec, refuses_numbers_that_do_not_fit) {
  for (const auto* text :
       {R"({"port":2147483648})", R"({"port":1e30})", R"({"port":-2147483649})", R"({"port":18446744073709551615})"}) {
    EXPECT_FALSE(decode<Leaf>(parsed(text))) << text;
  }
  EXPECT_TRUE(decode<Leaf>(parsed(R"({"port":80.0})")));
  EXPECT_FALSE(decode<Tree>(parsed(R"({"cores":-1})")));
}

TEST(Codec, checks_amounts_times_and_base64) {
  for (const auto* text : {R"({"limits":{"cpu":"1 core"}})", R"({"limits":{"cpu":""}})", R"({"when":"yesterday"})",
                           R"({"secret":"??"})"}) {
    EXPECT_FALSE(decode<Tree>(parsed(text))) << text;
  }
  EXPECT_EQ(decoded<Tree>(parsed(R"({"limits":{"cpu":2,"memory":1.5}})")).limits.at("memory").text, "1.5");
}

TEST(Codec, checks_without_an_object_to_fill) {
  const auto& table = describe(static_cast<const Tree*>(nullptr));
  EXPECT_TRUE(check(parsed(everything), table).clean());
  const auto wrong = parsed(R"({"target":{},"labels":{"a":1},"limits":{"x":"?"},"leaves":[{"port":"x"}],"nope":1})");
  Tree tree;
  const auto found = decode(wrong, &tree, table);
  EXPECT_EQ(found.errors.size(), 4U);
  EXPECT_EQ(check(wrong, table).errors, found.errors);
  EXPECT_EQ(check(wrong, table).unknown, found.unknown);
}

TEST(Codec, compares_by_value) {
  const auto a = decoded<Tree>(parsed(everything));
  auto b = a;
  EXPECT_TRUE(a == b);
  b.leaf->port = 1;
  EXPECT_FALSE(a == b);
  EXPECT_EQ(a.leaf->port, 0) << "copies are deep";
}

}  // namespace
}  // namespace coracle::schema::testing_codec
