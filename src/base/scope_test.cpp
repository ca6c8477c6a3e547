#include "base/scope.h"

#include <gtest/gtest.h>

#include "base/channel.h"
#include "base/until_cancelled.h"
#include "base/worker.h"

namespace coracle {
namespace {
using namespace std::chrono_literals;

Task<> wait_forever(bool* ended) {
  struct Mark {
    bool* flag;
    ~Mark() { *flag = true; }
  } mark{ended};
  co_await sleep_for(1h);
}
Task<> fail() {
  co_await yield();
  throw Error(Reason::not_found, "no such thing");
}
Task<int> answer() {
  co_await yield();
  co_return 42;
}
Task<int> late() {
  co_await sleep_for(1h);
  co_return 1;
}

TEST(Scope, cancel_ends_every_task_and_join_waits_for_them) {
  run_task([](Loop& loop) -> Task<> {
    bool first = false;
    bool second = false;
    Scope scope(loop);
    scope.spawn(wait_forever(&first));
    scope.spawn(wait_forever(&second));
    co_await yield();
    EXPECT_EQ(scope.running(), 2U);
    co_await scope.cancel_and_join();
    EXPECT_TRUE(first);
    EXPECT_TRUE(second);
    EXPECT_EQ(scope.running(), 0U);
  });
}

TEST(Loop, a_thread_s_last_task_ends_before_its_loop_does) {
  Loop loop;
  std::thread thread([&] { loop.run(); });
  run_on(loop, sleep_for(1ms));
  EXPECT_THROW(run_on(loop, fail()), Error);
  Scope scope(loop);
  bool ended = false;
  run_on(loop, [](Scope* tasks, bool* flag) -> Task<> {
    tasks->spawn(wait_forever(flag));
    co_return;
  }(&scope, &ended));
  stop_after(loop, scope.cancel_and_join());
  thread.join();
  EXPECT_TRUE(ended);
  EXPECT_EQ(scope.running(), 0U);
}

TEST(Scope, drops_tasks_given_after_it_was_cancelled) {
  run_task([](Loop& loop) -> Task<> {
    bool ended = false;
    Scope scope(loop);
    scope.cancel();
    scope.spawn(wait_forever(&ended));
    EXPECT_EQ(scope.running(), 0U);
    EXPECT_FALSE(ended);
    co_await scope.join();
  });
}

TEST(Scope, reports_a_failure_by_the_name_of_its_task) {
  run_task([](Loop& loop) -> Task<> {
    std::string reported;
    Scope scope(loop,
                [&](const std::string& name, std::exception_ptr error) { reported = name + ": " + describe(error); });
    scope.spawn(fail(), "look-up");
    co_await scope.join();
    EXPECT_EQ(reported, "look-up: no such thing");
  });
}

Task<> own_clean_up(bool* cleaned) {
  bool interrupted = false;
  try {
    co_await sleep_for(1h);
  } catch (const Cancelled&) {
    interrupted = true;
  }
  co_await uncancellable();
  if (interrupted) co_await sleep_for(1ms);
  *cleaned = true;
}

TEST(Scope, one_that_works_until_its_owner_is_cancelled_leaves_nothing) {
  run_task([](Loop& loop) -> Task<> {
    bool worker_ended = false;
    const auto serve = [](Loop& where, bool* flag) -> Task<> {
      Scope workers(where);
      workers.spawn(wait_forever(flag));
      co_await until_cancelled(workers);
    };
    Scope owner(loop);
    owner.spawn(serve(loop, &worker_ended));
    co_await yield();
    co_await yield();
    EXPECT_FALSE(worker_ended);
    co_await owner.cancel_and_join();
    EXPECT_TRUE(worker_ended);
  });
}

TEST(Scope, a_cancelled_task_can_still_clean_up) {
  run_task([](Loop& loop) -> Task<> {
    bool cleaned = false;
    Scope scope(loop);
    scope.spawn(own_clean_up(&cleaned));
    co_await yield();
    co_await scope.cancel_and_join();
    EXPECT_TRUE(cleaned);
  });
}

TEST(Within, gives_the_value_of_a_task_that_is_in_time) {
  run_task([](Loop&) -> Task<> {
    auto task = answer();
    EXPECT_EQ(co_await within(1min, std::move(task), "answer"), 42);
  });
}

TEST(Within, passes_on_what_the_task_throws) {
  run_task([](Loop&) -> Task<> {
    bool seen = false;
    try {
      co_await within(1min, fail(), "look-up");
    } catch (const Error& error) {
      seen = error.reason() == Reason::not_found;
    }
    EXPECT_TRUE(seen);
  });
}

TEST(Within, says_what_took_too_long_and_how_long_it_waited) {
  run_task([](Loop&) -> Task<> {
    std::string text;
    try {
      auto task = late();
      co_await within(5ms, std::move(task), "the answer");
    } catch (const Error& error) {
      EXPECT_EQ(error.reason(), Reason::timeout);
      text = error.what();
    }
    EXPECT_EQ(text, "the answer: no answer within 5ms");
  });
}

Task<> waits_within(bool* ended) { co_await within(1h, wait_forever(ended), "nothing"); }

TEST(Within, is_cancelled_with_its_caller) {
  run_task([](Loop& loop) -> Task<> {
    bool ended = false;
    Scope scope(loop, [](const std::string&, std::exception_ptr error) { ADD_FAILURE() << describe(error); });
    scope.spawn(waits_within(&ended));
    co_await yield();
    co_await yield();
    co_await scope.cancel_and_join();
    EXPECT_TRUE(ended);
  });
}

Task<> cancels(Scope* scope, bool* ended) {
  scope->cancel();
  co_await wait_forever(ended);
}
Task<> is_cancelled_by_its_own_task(Scope* scope, bool* left) {
  bool ended = false;
  try {
    co_await within(1h, cancels(scope, &ended), "nothing");
  } catch (...) {
    *left = true;
  }
  EXPECT_TRUE(ended) << "the task uses what its caller has";
}

TEST(Within, the_task_ends_before_its_caller_also_when_it_is_what_cancels_him) {
  run_task([](Loop& loop) -> Task<> {
    bool left = false;
    Scope scope(loop);
    scope.spawn(is_cancelled_by_its_own_task(&scope, &left));
    co_await scope.join();
    EXPECT_TRUE(left);
  });
}

Task<> gives_up_while_it_cleans_up(bool* cleaned) {
  co_await uncancellable();
  bool late = false;
  try {
    co_await within(1ms, sleep_for(1h), "nothing");
  } catch (const Error&) {
    late = true;
  }
  EXPECT_TRUE(late);
  co_await sleep_for(3ms);
  *cleaned = true;
}

TEST(Within, a_deadline_that_passes_does_not_make_a_clean_up_cancellable) {
  run_task([](Loop& loop) -> Task<> {
    bool cleaned = false;
    Scope scope(loop);
    scope.spawn(gives_up_while_it_cleans_up(&cleaned));
    co_await sleep_for(2ms);
    co_await scope.cancel_and_join();
    EXPECT_TRUE(cleaned);
  });
}

Task<> goes_on_after_clean_up(bool* cleaned, bool* went_on) {
  co_await shielded([](bool* flag) -> Task<> {
    co_await sleep_for(2ms);
    *flag = true;
  }(cleaned));
  co_await sleep_for(1h);
  *went_on = true;
}

TEST(Shielded, what_is_cancelled_meanwhile_ends_after_its_clean_up) {
  run_task([](Loop& loop) -> Task<> {
    bool cleaned = false;
    bool went_on = false;
    Scope scope(loop);
    scope.spawn(goes_on_after_clean_up(&cleaned, &went_on));
    co_await yield();
    co_await scope.cancel_and_join();
    EXPECT_TRUE(cleaned);
    EXPECT_FALSE(went_on);
  });
}

TEST(Scope, one_that_is_let_go_may_end_before_its_tasks_and_its_loop_with_them) {
  bool ended = false;
  run_task([&ended](Loop& loop) -> Task<> {
    Scope scope(loop);
    scope.spawn(own_clean_up(&ended));
    co_await yield();
    scope.let_go();
  });
  EXPECT_FALSE(ended) << "its loop has ended too early for that";
}

Task<> take_all(Channel<int>* channel, std::vector<int>* taken) {
  while (auto item = co_await channel->next()) taken->push_back(*item);
}

TEST(Channel, gives_what_was_pushed_in_order_and_ends_when_closed) {
  run_task([](Loop& loop) -> Task<> {
    Channel<int> channel(loop.executor());
    std::vector<int> taken;
    Scope scope(loop);
    scope.spawn(take_all(&channel, &taken));
    co_await yield();
    channel.push(1);
    channel.push(2);
    co_await yield();
    channel.push(3);
    channel.close();
    EXPECT_FALSE(channel.push(4));
    co_await scope.join();
    EXPECT_EQ(taken, (std::vector<int>{1, 2, 3}));
  });
}

TEST(Event, wait_for_tells_whether_it_was_set_in_time) {
  run_task([](Loop& loop) -> Task<> {
    Event event(loop.executor());
    EXPECT_FALSE(co_await event.wait_for(2ms));
    event.set();
    EXPECT_TRUE(co_await event.wait_for(2ms));
  });
}

TEST(Worker, runs_blocking_work_elsewhere_and_brings_back_its_result) {
  run_task([](Loop&) -> Task<> {
    Worker worker("test");
    const auto here = std::this_thread::get_id();
    auto there = co_await worker.run([] { return std::this_thread::get_id(); });
    EXPECT_NE(here, there);
    EXPECT_EQ(std::this_thread::get_id(), here);
    bool seen = false;
    try {
      co_await worker.run([] { throw Error(Reason::conflict, "busy"); });
    } catch (const Error& error) {
      seen = error.reason() == Reason::conflict;
    }
    EXPECT_TRUE(seen);
  });
}

TEST(Worker, a_caller_that_is_cancelled_leaves_while_the_work_goes_on) {
  run_task([](Loop& loop) -> Task<> {
    std::atomic<bool> release = false;
    std::atomic<bool> finished = false;
    {
      Worker worker("test");
      Scope scope(loop);
      scope.spawn([](Worker* w, std::atomic<bool>* r, std::atomic<bool>* f) -> Task<> {
        co_await w->run([r, f] {
          r->wait(false);
          *f = true;
        });
      }(&worker, &release, &finished));
      co_await yield();
      co_await scope.cancel_and_join();
      EXPECT_FALSE(finished);
      release = true;
      release.notify_all();
    }
    EXPECT_TRUE(finished);
  });
}

}  // namespace
}  // namespace coracle
