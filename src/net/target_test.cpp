#include <gtest/gtest.h>

#include "net/http.h"

namespace coracle::net {
namespace {

TEST(Target, takes_path_and_query_apart) {
  const auto target = parse_target("/api/v1/pods?watch=1&labelSelector=a%3Db&x=one+two&flag");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, (std::vector<std::string>{"api", "v1", "pods"}));
  EXPECT_EQ(target->parameter("labelSelector"), "a=b");
  EXPECT_EQ(target->parameter("x"), "one two");
  EXPECT_TRUE(target->has("flag"));
  EXPECT_FALSE(target->has("absent"));
}

TEST(Target, an_encoded_slash_stays_in_its_segment) {
  const auto target = parse_target("/api/a%2Fb//c/");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, (std::vector<std::string>{"api", "a/b", "c"}));
}

TEST(Target, keeps_repeated_parameters_in_their_order) {
  const auto target = parse_target("/exec?command=ls&command=-l&command=");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->parameters("command"), (std::vector<std::string_view>{"ls", "-l", ""}));
}

TEST(Target, refuses_what_could_leave_its_place) {
  for (const auto* text : {"", "api", "/a/../b", "/a/%2e%2e/b", "/.", "/a%", "/a%4", "/a%zz", "/a%00", "/a b",
                           "/a\r\nb", "/a#b", "/?a=%0", "http://host/"})
    EXPECT_FALSE(parse_target(text)) << text;
}

TEST(Target, encoding_comes_back_as_it_was) {
  const std::string odd = "a b&c=d/é%+?#";
  const auto target = parse_target("/" + percent_encode(odd) + "?" + encode_query({{odd, odd}}));
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, std::vector<std::string>{odd});
  EXPECT_EQ(target->parameter(odd), odd);
}

TEST(Headers, names_compare_without_case) {
  Headers headers{{"Content-Type", "a"}, {"X", "1"}, {"x", "2"}};
  EXPECT_EQ(headers.get("content-TYPE"), "a");
  EXPECT_EQ(headers.all("X").size(), 2U);
  headers.set("X", "3");
  EXPECT_EQ(headers.all("x"), std::vector<std::string_view>{"3"});
  headers.remove("content-type");
  EXPECT_FALSE(headers.has("Content-Type"));
}

TEST(Headers, finds_a_token_in_a_list) {
  const Headers headers{{"Connection", "keep-alive,  Upgrade "}, {"Connection", "x"}};
  EXPECT_TRUE(headers.lists("connection", "upgrade"));
  EXPECT_TRUE(headers.lists("connection", "X"));
  EXPECT_FALSE(headers.lists("connection", "up"));
}

}  // namespace
}  // namespace coracle::net
