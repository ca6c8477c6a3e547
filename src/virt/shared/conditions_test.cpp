#include "virt/shared/conditions.h"

#include <gtest/gtest.h>

namespace coracle::virt::shared {
namespace {

api::kubevirt::v1::Condition ready(const char* status, const char* reason = "") {
  api::kubevirt::v1::Condition condition;
  condition.type = "Ready";
  condition.status = status;
  condition.reason = reason;
  return condition;
}

TEST(Conditions, keep_the_time_of_the_last_change_of_status) {
  Conditions all;
  EXPECT_TRUE(set_condition(all, ready("False", "PodNotExists"), {"t1"}));
  EXPECT_FALSE(set_condition(all, ready("False", "PodNotExists"), {"t2"}));
  EXPECT_TRUE(set_condition(all, ready("False", "GuestNotRunning"), {"t3"}));
  EXPECT_EQ(all.front().last_transition_time.text, "t1");
  EXPECT_TRUE(set_condition(all, ready("True"), {"t4"}));
  EXPECT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().last_transition_time.text, "t4");
  EXPECT_TRUE(is_true(all, "Ready"));
}

TEST(Conditions, are_found_and_removed_by_type) {
  Conditions all;
  EXPECT_EQ(find_condition(all, "Ready"), nullptr);
  EXPECT_FALSE(is_true(all, "Ready"));
  set_condition(all, ready("Unknown"), {"t1"});
  EXPECT_FALSE(is_true(all, "Ready"));
  EXPECT_TRUE(remove_condition(all, "Ready"));
  EXPECT_FALSE(remove_condition(all, "Ready"));
}

}  // namespace
}  // namespace coracle::virt::shared
