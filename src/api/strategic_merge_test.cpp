#include "schema/strategic_merge.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "api/core/v1/pod.h"

namespace coracle::api {
namespace {

TEST(StrategicMerge, does_what_the_cases_say) {
  const char* source = std::getenv("CORACLE_SOURCE");
  std::ifstream in(std::string(source != nullptr ? source : ".") + "/tests/cases/strategic_merge/pods.json");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto cases = json::parse(text).take();
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
