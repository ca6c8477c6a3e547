#include "base/worker.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/scope.h"

namespace coracle {

struct Worker::State {
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::function<void()>> queue;
  bool stopping = false;
  std::thread thread;

  void run() {
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [this] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      auto work = std::move(queue.front());
      queue.pop_front();
      lock.unlock();
      work();
      work = nullptr;
      lock.lock();
    }
  }
};

Worker::Worker(std::string name) : state_(std::make_shared<State>()) {
  state_->thread = std::thread([state = state_.get()] { state->run(); });
  pthread_setname_np(state_->thread.native_handle(), name.substr(0, 15).c_str());
}

Worker::~Worker() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  state_->thread.join();
}

void Worker::post(std::function<void()> work) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->stopping) broken("work given to a worker that is being destroyed");
    state_->queue.push_back(std::move(work));
  }
  state_->wake.notify_one();
}

Task<> Worker::run_erased(std::function<void()> work) {
  struct Call {
    explicit Call(Loop::Executor executor) : done(std::move(executor)) {}
    Event done;
    std::exception_ptr error;
  };
  const auto executor = co_await this_executor();
  const auto call = std::make_shared<Call>(executor);
  // A copy that can be moved on: the worker must not be the last to hold what belongs to the loop.
  post([call = call, executor, work = std::move(work)]() mutable {
    std::exception_ptr error;
    try {
      work();
    } catch (...) {
      error = std::current_exception();
    }
    work = nullptr;
    coracle::post(executor, [call = std::move(call), error] {
      call->error = error;
      call->done.set();
    });
  });
  while (!call->done.is_set()) co_await call->done.wait();
  if (call->error) std::rethrow_exception(call->error);
}

}  // namespace coracle
