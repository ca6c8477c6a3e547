#include "kube/queue.h"

#include <gtest/gtest.h>

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

const Key a{"ns", "a"};
const Key b{"ns", "b"};

TEST(Queue, a_key_added_twice_is_handed_out_once) {
  run_task([](Loop& loop) -> Task<> {
    Queue queue(loop.executor());
    queue.add(a);
    queue.add(a);
    queue.add(b);
    EXPECT_EQ(queue.waiting(), 2U);
    EXPECT_EQ(co_await queue.next(), a);
    EXPECT_EQ(co_await queue.next(), b);
  });
}

TEST(Queue, a_key_added_while_it_is_worked_on_comes_again_only_when_that_is_done) {
  run_task([](Loop& loop) -> Task<> {
    Queue queue(loop.executor());
    queue.add(a);
    const Key taken = co_await queue.next();
    queue.add(a);
    EXPECT_EQ(queue.waiting(), 0U);
    queue.done(taken);
    EXPECT_EQ(queue.waiting(), 1U);
  });
}

TEST(Queue, delayed_keys_come_in_the_order_of_their_times_and_the_earliest_of_two_counts) {
  run_task([](Loop& loop) -> Task<> {
    Queue queue(loop.executor());
    Scope scope(loop);
    scope.spawn(queue.run_timers());
    queue.add_after(a, 1h);
    queue.add_after(a, 10ms);
    queue.add_after(b, 1ms);
    EXPECT_EQ(co_await within(10s, queue.next(), "the first key"), b);
    EXPECT_EQ(co_await within(10s, queue.next(), "the second key"), a);
    co_await scope.cancel_and_join();
  });
}

TEST(Queue, failures_back_off_and_are_forgotten) {
  run_task([](Loop& loop) -> Task<> {
    Queue queue(loop.executor());
    queue.add_failed(a);
    queue.add_failed(a);
    EXPECT_EQ(queue.failures(a), 2);
    queue.forget(a);
    EXPECT_EQ(queue.failures(a), 0);
    co_return;
  });
}

}  // namespace
}  // namespace coracle::kube
