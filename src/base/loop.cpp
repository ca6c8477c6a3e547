#include "base/loop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <thread>

#include "base/error.h"

namespace coracle {
namespace asio = boost::asio;

namespace {
/// What an operation that was waited for ended with, in the house's own exceptions.
void rethrow_wait_error(const boost::system::error_code& error, const char* doing) {
  if (!error) return;
  if (error == asio::error::operation_aborted) throw Cancelled{};
  throw Error(Reason::internal_error, std::string(doing) + ": " + error.message());
}
}  // namespace

struct Loop::Impl {
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::atomic<std::thread::id> thread;
};

Loop::Loop() : impl_(std::make_unique<Impl>()) {}
Loop::~Loop() = default;

void Loop::run() {
  impl_->thread = std::this_thread::get_id();
  impl_->context.run();
  impl_->thread = std::thread::id{};
  impl_->context.restart();
}

void Loop::stop() { impl_->context.stop(); }
void Loop::post(std::function<void()> work) { asio::post(impl_->context, std::move(work)); }
Loop::Executor Loop::executor() const { return impl_->context.get_executor(); }
bool Loop::here() const { return impl_->thread == std::this_thread::get_id(); }

void run_task(std::function<Task<>(Loop&)> task) {
  Loop loop;
  std::exception_ptr failure;
  asio::co_spawn(loop.executor(), task(loop), [&](std::exception_ptr error) {
    failure = error;
    loop.stop();
  });
  loop.run();
  if (failure) std::rethrow_exception(failure);
}

void run_on(Loop& loop, Task<> task) {
  std::promise<void> ended;
  asio::co_spawn(loop.executor(), std::move(task), [&ended](std::exception_ptr error) {
    if (error)
      ended.set_exception(error);
    else
      ended.set_value();
  });
  ended.get_future().get();
}

void stop_after(Loop& loop, Task<> task) {
  asio::co_spawn(loop.executor(), std::move(task), [&loop](std::exception_ptr error) {
    if (error) broken("the last task of a loop failed: " + describe(error));
    loop.stop();
  });
}

Task<Loop::Executor> this_executor() { co_return co_await asio::this_coro::executor; }

void post(const Loop::Executor& executor, std::function<void()> work) { asio::post(executor, std::move(work)); }

Task<> sleep_until(SteadyTime time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  boost::system::error_code error;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
  rethrow_wait_error(error, "timer");
}

Task<> sleep_for(Duration duration) { co_await sleep_until(std::chrono::steady_clock::now() + duration); }

Task<> yield() { co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable); }

namespace {
/// Asio closes the descriptors it is given; ours stay their owner's.
struct Borrowed {
  asio::posix::stream_descriptor descriptor;
  Borrowed(const Loop::Executor& executor, int number) : descriptor(executor, number) {}
  ~Borrowed() { descriptor.release(); }
};
}  // namespace

Task<> readable(int descriptor) {
  Borrowed borrowed(co_await asio::this_coro::executor, descriptor);
  boost::system::error_code error;
  co_await borrowed.descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                          asio::redirect_error(asio::use_awaitable, error));
  rethrow_wait_error(error, "wait for a descriptor to be readable");
}

Task<> writable(int descriptor) {
  Borrowed borrowed(co_await asio::this_coro::executor, descriptor);
  boost::system::error_code error;
  co_await borrowed.descriptor.async_wait(asio::posix::stream_descriptor::wait_write,
                                          asio::redirect_error(asio::use_awaitable, error));
  rethrow_wait_error(error, "wait for a descriptor to be writable");
}

struct Signals::Impl {
  explicit Impl(const Loop::Executor& executor) : set(executor) {}
  asio::signal_set set;
};

Signals::Signals(Loop& loop, std::initializer_list<int> numbers) : impl_(std::make_unique<Impl>(loop.executor())) {
  for (const int number : numbers) impl_->set.add(number);
}
Signals::~Signals() = default;

Task<int> Signals::next() {
  boost::system::error_code error;
  const int number = co_await impl_->set.async_wait(asio::redirect_error(asio::use_awaitable, error));
  rethrow_wait_error(error, "wait for a signal");
  co_return number;
}

}  // namespace coracle
