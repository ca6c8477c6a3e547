#include "base/box.h"

#include <gtest/gtest.h>

#include <string>

namespace coracle {
namespace {

struct Node {
  std::string name;
  Box<Node> next;
  bool operator==(const Node&) const = default;
};

TEST(Box, copies_what_it_holds) {
  Box<Node> a(Node{"a", Node{"b", nullptr}});
  auto b = a;
  EXPECT_EQ(a, b);
  b->next->name = "c";
  EXPECT_EQ(a->next->name, "b");
  EXPECT_NE(a, b);
}

TEST(Box, moves_without_a_copy) {
  Box<Node> a(Node{"a", nullptr});
  const auto* held = a.get();
  Box<Node> b(std::move(a));
  EXPECT_EQ(b.get(), held);
  EXPECT_FALSE(a.has_value());  // NOLINT(bugprone-use-after-move): a moved-from box is an empty one
}

TEST(Box, may_take_the_place_of_what_holds_it) {
  Box<Node> a(Node{"a", Node{"b", Node{"c", nullptr}}});
  a = a->next;
  EXPECT_EQ(a->name, "b");
  a = std::move(a->next);
  EXPECT_EQ(a->name, "c");
  auto& same = a;
  a = same;
  EXPECT_EQ(a->name, "c");
}

TEST(Box, is_empty_until_it_is_filled) {
  Box<Node> a;
  EXPECT_FALSE(a);
  EXPECT_EQ(a.get(), nullptr);
  a.ensure().name = "x";
  EXPECT_EQ(a.ensure().name, "x");
  EXPECT_EQ(a.emplace().name, "");
  a.reset();
  EXPECT_EQ(a, Box<Node>());
}

}  // namespace
}  // namespace coracle
