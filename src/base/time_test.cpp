#include "base/time.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/log.h"
#include "base/random.h"

namespace coracle {
namespace {
using namespace std::chrono_literals;

TEST(Time, is_written_as_kubernetes_writes_it) {
  const auto time = *parse_time("2026-01-31T09:05:00.5+01:00");
  EXPECT_EQ(format_time(time), "2026-01-31T08:05:00Z");
  EXPECT_EQ(format_micro_time(time), "2026-01-31T08:05:00.500000Z");
}

TEST(Time, what_is_no_rfc_3339_time_is_refused) {
  for (const char* text :
       {"", "2026", "2026-01-31", "2026-02-30T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T09:05:00",
        "2026-01-31 09:05:00Z", "2026-01-31T09:05:00Zx", "2026-01-31T09:05:00+1:00", "9999-01-01T00:00:00Z"})
    EXPECT_FALSE(parse_time(text)) << text;
}

TEST(Duration, reads_and_writes_go_s_form) {
  EXPECT_EQ(*parse_duration("1h2m0.5s"), 1h + 2min + 500ms);
  EXPECT_EQ(*parse_duration("-1.5m"), -90s);
  EXPECT_EQ(*parse_duration("300ms"), 300ms);
  EXPECT_EQ(*parse_duration("0"), 0s);
  EXPECT_EQ(format_duration(1h + 2min + 500ms), "1h2m0.5s");
  EXPECT_EQ(format_duration(1500us), "1.5ms");
  EXPECT_EQ(format_duration(5s), "5s");
  for (const char* text : {"", "5", "s", "1.s.", "1x", "1h-2m", "99999999999999h", "."})
    EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Duration, age_reads_as_in_kubectl_s_tables) {
  const std::pair<std::chrono::seconds, const char*> cases[] = {
      {0s, "0s"},    {119s, "119s"},      {120s, "2m"},         {150s, "2m30s"}, {600s, "10m"},
      {3h, "3h"},    {3h + 5min, "3h5m"}, {9h, "9h"},           {47h, "47h"},    {48h, "2d"},
      {50h, "2d2h"}, {24h * 30, "30d"},   {24h * 365 * 3, "3y"}};
  for (const auto& [age, text] : cases) EXPECT_EQ(human_duration(age), text);
}

TEST(Random, names_never_hold_vowels_and_uuids_are_version_4) {
  const auto suffix = random_suffix(200);
  EXPECT_EQ(suffix.size(), 200U);
  EXPECT_EQ(suffix.find_first_not_of("bcdfghjklmnpqrstvwxz2456789"), std::string::npos);
  const auto uuid = random_uuid();
  EXPECT_EQ(uuid.size(), 36U);
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(uuid, random_uuid());
}

TEST(Log, what_a_guest_controls_cannot_forge_a_line) {
  const auto line =
      format_log_line(LogLevel::info, "virt-handler", "agent said\nE virt-handler: forged", {{"name", "a b\n\"c\""}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_NE(line.find("I virt-handler: agent said\\nE"), std::string::npos);
  EXPECT_NE(line.find("name=\"a b\\n\\\"c\\\"\""), std::string::npos);
}

TEST(Error, reasons_and_http_codes_are_those_of_kubernetes) {
  EXPECT_EQ(http_code(Reason::invalid), 422);
  EXPECT_EQ(to_string(Reason::already_exists), "AlreadyExists");
  EXPECT_EQ(reason_from("Expired"), Reason::expired);
  EXPECT_EQ(reason_from_http(404), Reason::not_found);
  EXPECT_EQ(reason_from_http(409), Reason::conflict);
  EXPECT_EQ(Error(Reason::gone, "x").with_code(418).code(), 418);
}

}  // namespace
}  // namespace coracle
