#include "virt/launcher/machine/event_board.h"

#include <gtest/gtest.h>

namespace coracle::virt::launcher {
namespace {
using namespace std::chrono_literals;

struct Lines final : net::BodyWriter {
  std::vector<std::string> lines;
  bool stuck = false;
  Task<> write(std::shared_ptr<const std::string> bytes) override {
    if (stuck) co_await sleep_for(1h);
    lines.push_back(*bytes);
  }
};

shared::DomainReport in_state(const char* state) {
  shared::DomainReport report;
  report.uid = "1";
  report.state = state;
  return report;
}

Task<> listeners_hear_all(Loop& loop) {
  EventBoard board(loop.executor(), "1");
  Lines early;
  Lines late;
  Scope scope(loop);
  scope.spawn(board.stream(early));
  co_await sleep_for(1ms);
  EXPECT_TRUE(board.watched());
  board.publish(in_state("Running"));
  board.publish(in_state("Running"));
  board.tell("Warning", "IOerror", "disk a: there is no space left");
  co_await sleep_for(1ms);
  scope.spawn(board.stream(late));
  co_await sleep_for(1ms);
  board.publish(in_state("Shutoff"));
  co_await board.told(1s);
  board.close();
  co_await scope.join();
  EXPECT_FALSE(board.watched());
  EXPECT_EQ(early.lines,
            (std::vector<std::string>{
                "{\"domain\":{\"uid\":\"1\"}}\n", "{\"domain\":{\"uid\":\"1\",\"state\":\"Running\"}}\n",
                "{\"type\":\"Warning\",\"reason\":\"IOerror\",\"message\":\"disk a: there is no space left\"}\n",
                "{\"domain\":{\"uid\":\"1\",\"state\":\"Shutoff\"}}\n"}));
  EXPECT_EQ(late.lines.size(), 2U) << "the state at first, then each change";
}

TEST(EventBoard, tells_the_state_and_then_each_change_once) { run_task(listeners_hear_all); }

Task<> nobody_is_told(Loop& loop) {
  EventBoard board(loop.executor(), "1");
  const auto begin = std::chrono::steady_clock::now();
  co_await board.told(30ms);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 30ms) << "nobody asked";
  board.seen();
  co_await board.told(1h);
  board.publish(in_state("Shutoff"));
  Lines stuck;
  stuck.stuck = true;
  Scope scope(loop);
  scope.spawn(board.stream(stuck));
  co_await board.told(30ms);
  EXPECT_TRUE(stuck.lines.empty());
  co_await scope.cancel_and_join();
}

TEST(EventBoard, waits_for_its_last_word_to_be_heard_and_no_longer) { run_task(nobody_is_told); }

}  // namespace
}  // namespace coracle::virt::launcher
