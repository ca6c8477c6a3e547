#include "kube/writer.h"

#include <gtest/gtest.h>

namespace coracle::kube {
namespace {

json::Value value(std::string_view text) { return std::move(*json::parse(text)); }
std::string ops(std::string_view raw, std::string_view before, std::string_view after) {
  return json::serialize(carried_over(value(raw), value(before), value(after)));
}

TEST(CarriedOver, nothing_is_sent_when_nothing_changed) {
  EXPECT_EQ(ops(R"({"metadata":{"resourceVersion":"5"},"x":1})", R"({"a":1})", R"({"a":1.0})"), "[]");
}

TEST(CarriedOver, members_we_do_not_know_stay) {
  EXPECT_EQ(ops(R"({"metadata":{"resourceVersion":"5"},"spec":{"known":1,"unknown":2}})", R"({"spec":{"known":1}})",
                R"({"spec":{"known":3}})"),
            R"([{"op":"replace","path":"/spec/known","value":3}])");
}

TEST(CarriedOver, a_list_with_names_keeps_what_its_items_hold_beyond_us_and_guards_by_resource_version) {
  EXPECT_EQ(
      ops(R"({"metadata":{"resourceVersion":"5"},"c":[{"type":"Ready","status":"False","new":1},{"type":"Old","x":1}]})",
          R"({"c":[{"type":"Ready","status":"False"},{"type":"Old"}]})",
          R"({"c":[{"type":"Ready","status":"True"},{"type":"Added"}]})"),
      R"([{"op":"test","path":"/metadata/resourceVersion","value":"5"},)"
      R"({"op":"replace","path":"/c","value":[{"type":"Ready","status":"True","new":1},{"type":"Added"}]}])");
}

TEST(CarriedOver, other_lists_are_sent_whole) {
  EXPECT_EQ(
      ops(R"({"metadata":{"resourceVersion":"5"},"l":[1,2]})", R"({"l":[1,2]})", R"({"l":[2]})"),
      R"([{"op":"test","path":"/metadata/resourceVersion","value":"5"},{"op":"replace","path":"/l","value":[2]}])");
}

TEST(CarriedOver, items_without_a_name_that_stay_keep_what_they_hold_beyond_us) {
  EXPECT_EQ(ops(R"({"metadata":{"resourceVersion":"5"},"l":[{"phase":"A","x":1},{"phase":"B"}]})",
                R"({"l":[{"phase":"A"},{"phase":"B"}]})", R"({"l":[{"phase":"A"},{"phase":"C"}]})"),
            R"([{"op":"test","path":"/metadata/resourceVersion","value":"5"},)"
            R"({"op":"replace","path":"/l","value":[{"phase":"A","x":1},{"phase":"C"}]}])");
}

TEST(CarriedOver, a_phase_is_guarded_and_names_are_escaped) {
  EXPECT_EQ(
      ops(R"({"metadata":{"resourceVersion":"5","labels":{"a/b":"1","c~d":"2"}},"status":{"phase":"A"}})",
          R"({"metadata":{"labels":{"a/b":"1","c~d":"2"}},"status":{"phase":"A"}})",
          R"({"metadata":{"labels":{"a/b":"2"}},"status":{"phase":"B"}})"),
      R"([{"op":"test","path":"/metadata/resourceVersion","value":"5"},{"op":"remove","path":"/metadata/labels/c~0d"},)"
      R"({"op":"replace","path":"/metadata/labels/a~1b","value":"2"},{"op":"replace","path":"/status/phase","value":"B"}])");
}

TEST(CarriedOver, what_the_server_lacks_is_added_with_its_parents) {
  EXPECT_EQ(ops(R"({"metadata":{"resourceVersion":"5"}})", R"({})", R"({"status":{"conditions":1}})"),
            R"([{"op":"add","path":"/status","value":{"conditions":1}}])");
}

TEST(VersionNumber, is_zero_for_what_is_no_number) {
  EXPECT_EQ(version_number("123"), 123U);
  EXPECT_EQ(version_number(""), 0U);
  EXPECT_EQ(version_number("abc"), 0U);
}

TEST(ErrorOf, a_status_keeps_its_reason_message_and_causes) {
  const auto error = error_of(
      422,
      R"({"kind":"Status","reason":"Invalid","message":"x is invalid","code":422,)"
      R"("details":{"name":"x","kind":"pods","causes":[{"reason":"FieldValueInvalid","message":"m","field":"f"}]}})");
  EXPECT_EQ(error.reason(), Reason::invalid);
  EXPECT_EQ(error.message(), "x is invalid");
  ASSERT_TRUE(error.details());
  EXPECT_EQ(error.details()->causes.at(0).field, "f");
  EXPECT_EQ(error_of(500, "plain words\n").message(), "plain words");
  EXPECT_EQ(error_of(503, "").reason(), Reason::service_unavailable);
}

}  // namespace
}  // namespace coracle::kube
