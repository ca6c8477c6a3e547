#include "schema/duplicates.h"

#include <gtest/gtest.h>

namespace coracle::schema {
namespace {

TEST(DuplicateMembers, are_told_with_their_path) {
  EXPECT_EQ(duplicate_members(R"({"a":1,"spec":{"x":[{"y":"}\"","y":2},{"y":1}],"x":null},"a":{}})"),
            (std::vector<std::string>{R"(duplicate field "spec.x[0].y")", R"(duplicate field "spec.x")",
                                      R"(duplicate field "a")"}));
  std::string many = "{\"x0\":0";
  for (int i = 1; i < 40; ++i) many += ",\"x" + std::to_string(i) + "\":" + std::to_string(i);
  EXPECT_TRUE(duplicate_members(many + "}").empty());
  EXPECT_EQ(
      duplicate_members(many + R"(,"x3":1,"x39":1,"x16":1})"),
      (std::vector<std::string>{R"(duplicate field "x3")", R"(duplicate field "x39")", R"(duplicate field "x16")"}));
  EXPECT_TRUE(duplicate_members(R"( { "a" : [ 1 , "a" , true ] , "b" : { "a" : -1.5e3 } } )").empty());
}

}  // namespace
}  // namespace coracle::schema
