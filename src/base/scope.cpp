#include "base/scope.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdio>
#include <list>

namespace coracle {
namespace asio = boost::asio;

namespace {
constexpr auto never = SteadyTime::max();
}  // namespace

/// Asio itself throws system_error(operation_aborted) at the next co_await of a task whose cancellation was asked for.
bool is_cancellation(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Cancelled&) {
    return true;
  } catch (const boost::system::system_error& e) {
    return e.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

struct Scope::State {
  struct Running {
    std::string name;
    asio::cancellation_signal cancel;
  };
  State(Loop::Executor e, OnError report) : executor(e), on_error(std::move(report)), idle(e, never) {}

  Loop::Executor executor;
  OnError on_error;
  std::list<Running> running;
  asio::steady_timer idle;  // expires never; cancelled when the last task ends
  bool cancelled = false;
  bool let_go = false;

  void ended(std::list<Running>::iterator task, const std::exception_ptr& error) {
    const auto name = std::move(task->name);
    running.erase(task);
    if (error && !is_cancellation(error)) {
      if (on_error)
        on_error(name, error);
      else
        std::fprintf(stderr, "task %s failed: %s\n", name.c_str(), describe(error).c_str());
    }
    if (running.empty()) idle.cancel();
  }
};

Scope::Scope(Loop::Executor executor, OnError on_error)
    : state_(std::make_shared<State>(std::move(executor), std::move(on_error))) {}

Scope::~Scope() {
  if (!state_->running.empty() && !state_->let_go)
    broken("a scope ended while its task '" + state_->running.front().name + "' runs");
}

void Scope::spawn(Task<> task, std::string name) {
  if (state_->cancelled) return;
  const auto entry = state_->running.emplace(state_->running.end());
  entry->name = std::move(name);
  auto done = [state = state_, entry](std::exception_ptr error) { state->ended(entry, error); };
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(entry->cancel.slot(), std::move(done)));
}

void Scope::cancel() {
  state_->cancelled = true;
  // A task may end, and so leave the list, while it is told; the others' places stay valid.
  const auto state = state_;
  for (auto task = state->running.begin(); task != state->running.end();) {
    const auto current = task++;
    current->cancel.emit(asio::cancellation_type::terminal);
  }
}

void Scope::let_go() {
  state_->let_go = true;
  cancel();
}

bool Scope::cancelled() const { return state_->cancelled; }
std::size_t Scope::running() const { return state_->running.size(); }
const Loop::Executor& Scope::executor() const { return state_->executor; }

Task<> Scope::join() {
  co_await uncancellable();
  const auto state = state_;
  while (!state->running.empty()) {
    boost::system::error_code ignored;
    co_await state->idle.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

Task<> Scope::cancel_and_join() {
  cancel();
  co_await join();
}

namespace {
/// Waits for the timer whatever is asked of the caller meanwhile. Only while throw_if_cancelled(false) holds.
Task<> wait_unhindered(asio::steady_timer& timer, boost::system::error_code& error) {
  co_await timer.async_wait(
      asio::bind_cancellation_slot(asio::cancellation_slot(), asio::redirect_error(asio::use_awaitable, error)));
}
}  // namespace

template <>
Task<void> within(Duration limit, Task<void> task, std::string doing) {
  const auto executor = co_await asio::this_coro::executor;
  struct Race {
    explicit Race(const Loop::Executor& where) : timer(where) {}
    asio::steady_timer timer;
    asio::cancellation_signal cancel;
    std::exception_ptr error;
    bool done = false;
  };
  const auto race = std::make_shared<Race>(executor);
  race->timer.expires_at(std::chrono::steady_clock::now() + limit);
  // The task begins here and now, and may be what cancels the caller: a wait that throws would leave it behind.
  co_await asio::this_coro::throw_if_cancelled(false);
  asio::co_spawn(executor, std::move(task),
                 asio::bind_cancellation_slot(race->cancel.slot(), [race](std::exception_ptr error) {
                   race->error = error;
                   race->done = true;
                   race->timer.cancel();
                 }));
  boost::system::error_code waited = asio::error::operation_aborted;
  const auto asked = co_await asio::this_coro::cancellation_state;
  if (asked.cancelled() == asio::cancellation_type::none)
    co_await race->timer.async_wait(asio::redirect_error(asio::use_awaitable, waited));
  // Ended by the task, by the time, or by a cancellation of the caller; in the latter two the task must end first.
  const bool caller_cancelled = !race->done && waited == asio::error::operation_aborted;
  const bool timed_out = !race->done && !caller_cancelled;
  if (!race->done) race->cancel.emit(asio::cancellation_type::terminal);
  while (!race->done) {
    race->timer.expires_at(never);
    co_await wait_unhindered(race->timer, waited);
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (caller_cancelled) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    throw Cancelled{};
  }
  if (race->error && !(timed_out && is_cancellation(race->error))) {
    if (is_cancellation(race->error)) throw Cancelled{};
    std::rethrow_exception(race->error);
  }
  if (timed_out && race->error) throw Error(Reason::timeout, doing + ": no answer within " + format_duration(limit));
}

Task<> shielded(Task<> task) {
  struct Wait {
    explicit Wait(const Loop::Executor& where) : timer(where, never) {}
    asio::steady_timer timer;
    std::exception_ptr error;
    bool done = false;
  };
  const auto executor = co_await asio::this_coro::executor;
  // What was asked before is forgotten; what is asked from now on comes true at the caller's next wait.
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto wait = std::make_shared<Wait>(executor);
  asio::co_spawn(executor, std::move(task), [wait](std::exception_ptr error) {
    wait->error = error;
    wait->done = true;
    wait->timer.cancel();
  });
  while (!wait->done) {
    boost::system::error_code ignored;
    co_await wait_unhindered(wait->timer, ignored);
  }
  co_await asio::this_coro::throw_if_cancelled(true);
  if (wait->error) std::rethrow_exception(wait->error);
}

Task<> check_cancelled() {
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) throw Cancelled{};
}

// Waiters share one timer that never expires: cancelling it wakes them all on the next turn of the loop.
struct Event::State {
  explicit State(Loop::Executor executor) : timer(std::move(executor), never) {}
  asio::steady_timer timer;
  std::list<asio::steady_timer*> timed;  // of those who wait for a while only
  bool set = false;
};

Event::Event(Loop::Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Event::~Event() = default;

void Event::set() {
  state_->set = true;
  state_->timer.cancel();
  for (auto* timer : state_->timed) timer->cancel();
}
void Event::reset() { state_->set = false; }
bool Event::is_set() const { return state_->set; }

Task<> Event::wait() {
  const auto state = state_;
  if (state->set) co_return;
  boost::system::error_code error;
  co_await state->timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  // A set() followed at once by reset() has woken us too: whoever waits checks its condition in a loop.
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) throw Cancelled{};
}

Task<bool> Event::wait_for(Duration limit) {
  const auto state = state_;
  if (state->set) co_return true;
  constexpr Duration longest = std::chrono::hours(24 * 365);  // a sum that stays within the clock's range
  struct Listed {
    Listed(State& in, const Loop::Executor& executor, Duration time)
        : timer(executor, std::chrono::steady_clock::now() + time),
          list(in.timed),
          place(list.insert(list.end(), &timer)) {}
    ~Listed() { list.erase(place); }
    asio::steady_timer timer;
    std::list<asio::steady_timer*>& list;
    std::list<asio::steady_timer*>::iterator place;
  };
  Listed listed(*state, state->timer.get_executor(), std::min(limit, longest));
  boost::system::error_code error;
  co_await listed.timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  const auto cancellation = co_await asio::this_coro::cancellation_state;
  if (cancellation.cancelled() != asio::cancellation_type::none) throw Cancelled{};
  co_return error == asio::error::operation_aborted || state->set;
}

}  // namespace coracle
