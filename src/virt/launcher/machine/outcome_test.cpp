#include "virt/launcher/machine/outcome.h"

#include <gtest/gtest.h>

namespace coracle::virt::launcher {
namespace {

TEST(Outcome, of_each_way_to_end) {
  const struct {
    DomainStatus ended;
    bool asked, panicked;
    Outcome outcome;
    int exit;
  } cases[] = {
      {{"Shutoff", "Shutdown"}, false, false, {{"Shutoff", "Shutdown"}, false}, 0},
      {{"Shutoff", "Shutdown"}, true, false, {{"Shutoff", "Shutdown"}, false}, 0},
      {{"Shutoff", "Destroyed"}, false, false, {{"Shutoff", "Destroyed"}, false}, 0},
      {{"Shutoff", "Destroyed"}, true, false, {{"Shutoff", "Destroyed"}, true}, 100},
      {{"Shutoff", "Saved"}, false, false, {{"Shutoff", "Saved"}, false}, 0},
      {{"Shutoff", "Crashed"}, true, false, {{"Shutoff", "Crashed"}, false}, 100},
      {{"Shutoff", "Failed"}, false, false, {{"Shutoff", "Failed"}, false}, 100},
      {{"Shutoff", "Unknown"}, false, false, {{"Shutoff", "Failed"}, false}, 100},
      {{"NoState", ""}, false, false, {{"Shutoff", "Failed"}, false}, 100},
      {{"Shutoff", "Crashed"}, false, true, {{"Crashed", "Panicked"}, false}, 100},
      {{"Crashed", "Panicked"}, false, false, {{"Crashed", "Panicked"}, false}, 100},
  };
  for (const auto& each : cases) {
    const auto outcome = outcome_of(each.ended, each.asked, each.panicked);
    EXPECT_EQ(outcome, each.outcome) << each.ended.state << " " << each.ended.reason;
    EXPECT_EQ(exit_status(outcome), each.exit) << each.ended.state << " " << each.ended.reason;
  }
}

TEST(Outcome, only_a_domain_with_a_process_is_active) {
  for (const auto* state : {"Running", "Paused", "Blocked", "Shutdown", "PMSuspended"})
    EXPECT_TRUE(is_active({state, ""}));
  for (const auto* state : {"Shutoff", "Crashed", "NoState", ""}) EXPECT_FALSE(is_active({state, ""}));
}

}  // namespace
}  // namespace coracle::virt::launcher
