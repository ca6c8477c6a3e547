#include "json/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "json/json_path.h"
#include "json/patch.h"

namespace coracle::json {
namespace {

std::string round_trip(std::string_view text) { return json::serialize(parse(text).take()); }
std::string parse_error(std::string_view text, Limits limits = {}) {
  const auto result = parse(text, limits);
  return result ? "no error" : result.error().message();
}

TEST(Json, writes_numbers_as_go_does) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"1.0", "1"},
                                                                 {"1e0", "1"},
                                                                 {"100", "100"},
                                                                 {"1e3", "1000"},
                                                                 {"-2.50", "-2.5"},
                                                                 {"0.1", "0.1"},
                                                                 {"1e20", "100000000000000000000"},
                                                                 {"1e21", "1e+21"},
                                                                 {"123456789012345680000.0", "123456789012345680000"},
                                                                 {"0.000001", "0.000001"},
                                                                 {"0.0000001", "1e-7"},
                                                                 {"1.5e-9", "1.5e-9"},
                                                                 {"1e300", "1e+300"},
                                                                 {"5e-324", "5e-324"},
                                                                 {"-0.0", "-0"},
                                                                 {"0.0", "0"},
                                                                 {"9223372036854775807", "9223372036854775807"},
                                                                 {"18446744073709551615", "18446744073709551615"},
                                                                 {"-9223372036854775808", "-9223372036854775808"},
                                                                 {"18446744073709551616", "18446744073709552000"},
                                                                 {"1e-400", "0"},
                                                                 {"184467091844670161.5", "184467091844670176"},
                                                                 {"0.30000000000000004", "0.30000000000000004"}};
  for (const auto& [given, wanted] : cases) EXPECT_EQ(round_trip(given), wanted) << given;
}

TEST(Json, reads_every_double_exactly) {
  unsigned long long state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    double number = 0;
    static_assert(sizeof number == sizeof state);
    std::memcpy(&number, &state, sizeof number);
    if (!std::isfinite(number)) continue;
    const auto again = parse(json::serialize(number)).take();
    ASSERT_EQ(again.to_number<double>(), number) << json::serialize(number);
  }
}

TEST(Json, keeps_text_as_it_is) {
  EXPECT_EQ(round_trip(R"({"a":"\u0001\b\f\n\r\t\"\\\/é\ud83d\ude00<>"})"),
            "{\"a\":\"\\u0001\\b\\f\\n\\r\\t\\\"\\\\/é😀<>\"}");
  EXPECT_EQ(round_trip(R"({"b":1,"a":[],"c":{},"d":[true,false,null]})"),
            R"({"b":1,"a":[],"c":{},"d":[true,false,null]})");
  EXPECT_EQ(round_trip(R"({"a":1,"b":2,"a":3})"), R"({"a":3,"b":2})");
}

TEST(Json, says_where_the_text_is_wrong) {
  EXPECT_EQ(parse_error(""), "invalid JSON at line 1, column 1: unexpected end of JSON input");
  EXPECT_EQ(parse_error("{\"a\":1"), "invalid JSON at line 1, column 7: unexpected end of JSON input");
  EXPECT_EQ(parse_error("{}x"), "invalid JSON at line 1, column 3: unexpected data after the value");
  EXPECT_EQ(parse_error("1e400"), "invalid JSON at line 1, column 6: number out of range");
  EXPECT_NE(parse_error("{\n  \"a\": tru\n}").find("line 2"), std::string::npos) << parse_error("{\n  \"a\": tru\n}");
  for (const auto* text :
       {"{\"a\":1,}", "[1,]", "{a:1}", "'a'", "01", "+1", "1.", ".5", "NaN", "\"\xff\"", "\"\xc0\xaf\"",
        "\"\xed\xa0\x80\"", "\"\\ud800\"", "\"a\nb\"", "// c\n1", "nul", "[1 2]", "\xef\xbb\xbf{}"})
    EXPECT_NE(parse_error(text), "no error") << text;
}

TEST(Json, is_bounded_in_length_and_depth) {
  EXPECT_EQ(
      parse_error("[[[[]]]]", {.bytes = 100, .depth = 3}).find("nested deeper than 3 levels") == std::string::npos,
      false);
  EXPECT_EQ(parse_error("[[[]]]", {.bytes = 100, .depth = 3}), "no error");
  const auto long_one = parse("[1,2,3]", {.bytes = 3});
  ASSERT_FALSE(long_one);
  EXPECT_EQ(long_one.error().code(), 413);
  EXPECT_NE(parse_error(std::string(3'000'000, '[')), "no error");
}

TEST(Json, is_pretty_for_people) {
  EXPECT_EQ(pretty(parse(R"({"a":[1,{"b":2}],"c":{},"d":[]})").take()),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": 2\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}");
}

TEST(Json, compares_by_meaning) {
  const auto same = [](std::string_view a, std::string_view b) { return equal(parse(a).take(), parse(b).take()); };
  EXPECT_TRUE(same(R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1.0})"));
  EXPECT_TRUE(same("18446744073709551615", "18446744073709551615"));
  EXPECT_FALSE(same("18446744073709551615", "-1"));
  EXPECT_FALSE(same("9007199254740993", "9007199254740992.0"));
  EXPECT_FALSE(same("18446744073709551615", "18446744073709551616"));
  EXPECT_FALSE(same("1.5", "1"));
  EXPECT_FALSE(same("[1,2]", "[2,1]"));
  EXPECT_FALSE(same(R"({"a":null})", "{}"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"b":1})"));
  EXPECT_FALSE(same("null", "false"));
  EXPECT_FALSE(same("\"1\"", "1"));
}

TEST(Json, finds_members_down_a_path) {
  auto pod = parse(R"({"spec":{"nodeName":"n1","replicas":3},"status":null})").take();
  EXPECT_EQ(text(pod, {"spec", "nodeName"}), "n1");
  EXPECT_EQ(text(pod, {"spec", "replicas"}, "none"), "none");
  EXPECT_EQ(find(pod, {"spec", "nodeName", "x"}), nullptr);
  EXPECT_EQ(find(pod, {"nothing"}), nullptr);
  at_path(pod, {"status", "phase"}) = "Running";
  at_path(pod, {"metadata", "labels", "a"}) = "b";
  EXPECT_EQ(json::serialize(pod.at("status")), R"({"phase":"Running"})");
  EXPECT_EQ(text(pod, {"metadata", "labels", "a"}), "b");
  try {
    at_path(pod, {"spec", "nodeName", "x"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "spec.nodeName is of type string and must be an object");
  }
}

TEST(Pointer, follows_the_examples_of_its_rfc) {
  const auto document =
      parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})").take();
  const std::pair<std::string_view, std::string_view> cases[] = {{"/foo", R"(["bar","baz"])"},
                                                                 {"/foo/0", "\"bar\""},
                                                                 {"/", "0"},
                                                                 {"/a~1b", "1"},
                                                                 {"/c%d", "2"},
                                                                 {"/e^f", "3"},
                                                                 {"/g|h", "4"},
                                                                 {"/i\\j", "5"},
                                                                 {"/k\"l", "6"},
                                                                 {"/ ", "7"},
                                                                 {"/m~0n", "8"}};
  for (const auto& [path, wanted] : cases) {
    const auto pointer = Pointer::parse(path);
    ASSERT_TRUE(pointer) << path;
    EXPECT_EQ(pointer->text(), path);
    const auto* found = pointer->get(document);
    ASSERT_NE(found, nullptr) << path;
    EXPECT_EQ(json::serialize(*found), wanted) << path;
  }
  EXPECT_EQ(Pointer().get(document), &document);
  for (const auto* path :
       {"/foo/2", "/foo/-", "/foo/01", "/foo/-1", "/foo/+1", "/foo/1e0", "/foo/0/0", "/x", "/foo/99999999999999999999"})
    EXPECT_EQ(Pointer::parse(path).take().get(document), nullptr) << path;
  for (const auto* path : {"a", "~", "/~", "/~2", "/a~"}) EXPECT_FALSE(Pointer::parse(path)) << path;
}

TEST(JsonPatch, ends_at_its_limits) {
  const auto many = parse_patch(Value(Array(10'001, parse(R"({"op":"remove","path":"/a"})").take())));
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code(), 413);
  EXPECT_EQ(many.error().message(), "The allowed maximum operations in a JSON patch is 10000, got 10001");

  Patch doubling;
  for (int i = 0; i < 64; ++i)
    doubling.push_back({Operation::Verb::copy, Pointer::parse("/a/-").take(), Pointer::parse("/a").take(), {}});
  const auto grown = apply_patch(parse(R"({"a":["x"]})").take(), doubling);
  ASSERT_FALSE(grown);
  EXPECT_EQ(grown.error().code(), 422);
}

TEST(JsonPatch, cannot_nest_a_document_beyond_the_limit_of_depth) {
  Patch deepening;
  std::string path;
  for (int i = 0; i < 200; ++i) {
    path += "/a";
    deepening.push_back({Operation::Verb::add, Pointer::parse(path).take(), {}, Value(Object())});
  }
  EXPECT_FALSE(apply_patch(Value(Object()), deepening));
}

TEST(JsonPatch, differences_touch_only_what_changed) {
  const auto before = parse(R"({"a":1,"b":{"c":[1],"d":2},"gone/x":0})").take();
  const auto after = parse(R"({"a":1,"b":{"c":[1,2],"d":2},"new":null})").take();
  EXPECT_EQ(
      json::serialize(to_value(diff(before, after))),
      R"([{"op":"remove","path":"/gone~1x"},{"op":"replace","path":"/b/c","value":[1,2]},{"op":"add","path":"/new","value":null}])");
  EXPECT_EQ(json::serialize(merge_diff(before, parse(R"({"a":1,"b":{"c":[1],"d":3}})").take())),
            R"({"gone/x":null,"b":{"d":3}})");
  EXPECT_TRUE(diff(before, before).empty());
}

TEST(JsonPath, is_bounded) {
  EXPECT_FALSE(JsonPath::compile(std::string(5000, 'a')));
  std::string steps;
  for (int i = 0; i < 100; ++i) steps += ".a";
  EXPECT_FALSE(JsonPath::compile(steps));
  Array wide(1000, Value(Array(200, Value(1))));
  EXPECT_EQ(JsonPath::compile("[*][*]").take().evaluate(wide).size(), 100'000U);
}

}  // namespace
}  // namespace coracle::json
