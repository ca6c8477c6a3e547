#include <gtest/gtest.h>

#include "base/source_tree.h"
#include "json/json_path.h"
#include "json/patch.h"
#include "json/quantity.h"

namespace coracle::json {
namespace {

Value read_cases(const std::string& path) { return parse(case_text(path)).take(); }

std::string shown(const Value& value) { return json::serialize(value); }

void run_patch_cases(const std::string& path) {
  const auto cases = read_cases(path);
  for (const auto& item : cases.as_array()) {
    SCOPED_TRACE(std::string(text(item, {"name"})));
    const Value given = item.at("given");
    const auto patch = parse_patch(item.at("patch"));
    const auto result = patch ? apply_patch(given, *patch) : Result<Value>(patch.error());
    if (item.as_object().contains("error")) {
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().message(), text(item, {"error"}));
      EXPECT_EQ(result.error().code(), item.at("code").as_int64());
      EXPECT_TRUE(equal(given, item.at("given")));
    } else {
      ASSERT_TRUE(result) << result.error().message();
      EXPECT_TRUE(equal(*result, item.at("then"))) << shown(*result);
    }
    if (patch) {
      const auto again = parse_patch(to_value(*patch));
      ASSERT_TRUE(again);
      EXPECT_EQ(shown(to_value(*again)), shown(to_value(*patch)));
    }
  }
}

TEST(JsonPatch, follows_the_examples_of_its_rfc) { run_patch_cases("json_patch/rfc6902.json"); }
TEST(JsonPatch, answers_as_kube_apiserver_does) { run_patch_cases("json_patch/kubernetes.json"); }

TEST(MergePatch, follows_its_rfc) {
  const auto cases = read_cases("merge_patch/rfc7396.json");
  for (const auto& item : cases.as_array()) {
    SCOPED_TRACE(std::string(text(item, {"name"})));
    Value target = item.at("given");
    merge_into(target, item.at("patch"));
    EXPECT_TRUE(equal(target, item.at("then"))) << shown(target);
    // What a difference says must lead to the same place.
    Value again = item.at("given");
    merge_into(again, merge_diff(again, item.at("then")));
    EXPECT_TRUE(equal(again, item.at("then"))) << shown(again);
    const auto patched = apply_patch(item.at("given"), diff(item.at("given"), item.at("then")));
    ASSERT_TRUE(patched) << patched.error().message();
    EXPECT_TRUE(equal(*patched, item.at("then"))) << shown(*patched);
  }
}

TEST(JsonPath, finds_what_the_cases_say) {
  const auto cases = read_cases("json_path/paths.json");
  for (const auto& item : cases.at("cases").as_array()) {
    SCOPED_TRACE(std::string(text(item, {"path"})));
    const auto path = JsonPath::compile(text(item, {"path"}));
    if (item.as_object().contains("error")) {
      ASSERT_FALSE(path);
      EXPECT_EQ(path.error().message(), text(item, {"error"}));
      continue;
    }
    ASSERT_TRUE(path) << path.error().message();
    Array found;
    for (const auto* value : path->evaluate(cases.at("document"))) found.push_back(*value);
    EXPECT_TRUE(equal(found, item.at("then"))) << shown(found);
  }
}

Quantity quantity_of(std::string_view text) {
  auto parsed = Quantity::parse(text);
  EXPECT_TRUE(parsed) << text << ": " << parsed.error().message();
  return parsed ? *parsed : Quantity();
}

TEST(Quantity, is_written_in_its_canonical_form) {
  const auto cases = read_cases("quantity/quantity.json");
  for (const auto& item : cases.at("canonical").as_array()) {
    const auto text = quantity_of(item.at(0).as_string()).text();
    EXPECT_EQ(text, item.at(1).as_string()) << item.at(0);
    EXPECT_EQ(quantity_of(text).text(), text) << "the canonical form must be its own";
  }
}

TEST(Quantity, gives_its_value_rounded_up) {
  const auto cases = read_cases("quantity/quantity.json");
  for (const auto& item : cases.at("values").as_array()) {
    if (item.at(1).is_null()) {
      EXPECT_FALSE(Quantity::parse(item.at(0).as_string()));
      continue;
    }
    EXPECT_EQ(quantity_of(item.at(0).as_string()).value(), item.at(1).as_int64()) << item.at(0);
    EXPECT_EQ(quantity_of(item.at(0).as_string()).milli_value(), item.at(2).as_int64()) << item.at(0);
  }
}

TEST(Quantity, compares_and_adds_by_amount) {
  const auto cases = read_cases("quantity/quantity.json");
  for (const auto& item : cases.at("order").as_array()) {
    const auto order = quantity_of(item.at(0).as_string()) <=> quantity_of(item.at(1).as_string());
    EXPECT_EQ(order < 0 ? -1 : order > 0, item.at(2).as_int64()) << item.at(0) << " " << item.at(1);
  }
  for (const auto& item : cases.at("sums").as_array()) {
    EXPECT_EQ((quantity_of(item.at(0).as_string()) + quantity_of(item.at(1).as_string())).text(),
              item.at(2).as_string())
        << item.at(0);
    const auto back = quantity_of(item.at(2).as_string()) - quantity_of(item.at(1).as_string());
    EXPECT_EQ(back, quantity_of(item.at(0).as_string()));
  }
}

TEST(Quantity, refuses_in_kubernetes_words) {
  const auto cases = read_cases("quantity/quantity.json");
  for (const auto& item : cases.at("errors").as_array()) {
    const auto result = Quantity::parse(item.at(0).as_string());
    ASSERT_FALSE(result) << item.at(0);
    const auto kind = item.at(1).as_string();
    std::string expected =
        "quantities must match the regular expression "
        "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    if (kind == "numeric") expected = "unable to parse numeric part of quantity";
    if (kind == "suffix") expected = "unable to parse quantity's suffix";
    if (kind == "range") expected = "quantity beyond 1e29: unable to parse numeric part of quantity";
    EXPECT_EQ(result.error().message(), expected) << item.at(0);
  }
}

TEST(Quantity, never_adds_up_to_a_wrong_number) {
  const auto great = quantity_of("99999999999E") + quantity_of("70000000000E");
  EXPECT_THROW(great + quantity_of("10000000000E"), Error);
  EXPECT_THROW(-great - quantity_of("10000000000E"), Error);
}

}  // namespace
}  // namespace coracle::json
