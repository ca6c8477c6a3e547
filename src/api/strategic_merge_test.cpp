#include "schema/strategic_merge.h"

#include <gtest/gtest.h>

#include <iterator>

#include "api/core/v1/pod.h"
#include "base/source_tree.h"

namespace coracle::api {
namespace {

TEST(StrategicMerge, does_what_the_cases_say) {
  const auto cases = json::parse(case_text("strategic_merge/pods.json")).take();
  for (const auto& test : cases.get_array()) {
    SCOPED_TRACE(test.at("name").get_string().c_str());
    const auto merged = schema::strategic_merge(test.at("given"), test.at("patch"),
                                                describe(static_cast<const core::v1::Pod*>(nullptr)));
    if (const auto* error = test.get_object().if_contains("error")) {
      ASSERT_FALSE(merged);
      EXPECT_EQ(merged.error().message(), error->get_string().c_str());
    } else {
      ASSERT_TRUE(merged) << merged.error().message();
      EXPECT_TRUE(json::equal(*merged, test.at("then"))) << json::serialize(*merged);
    }
  }
}

}  // namespace
}  // namespace coracle::api
