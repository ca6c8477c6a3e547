#include "kube/queue.h"

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;
}

Queue::Queue(Loop::Executor executor) : has_ready_(executor), delays_changed_(executor) {}

void Queue::add(const Key& key) {
  if (active_.contains(key)) {
    again_.insert(key);
    return;
  }
  if (!queued_.insert(key).second) return;
  ready_.push_back(key);
  has_ready_.set();
}

void Queue::add_after(const Key& key, Duration delay) {
  if (delay <= 0s) return add(key);
  const auto when = std::chrono::steady_clock::now() + delay;
  if (const auto known = due_.find(key); known != due_.end()) {
    if (known->second <= when) return;
    const auto [first, last] = delayed_.equal_range(known->second);
    for (auto it = first; it != last; ++it)
      if (it->second == key) {
        delayed_.erase(it);
        break;
      }
  }
  due_[key] = when;
  delayed_.emplace(when, key);
  delays_changed_.set();
}

void Queue::add_failed(const Key& key) {
  const int count = failures_[key]++;
  add_after(key, std::min<Duration>(30s, 5ms * (1LL << std::min(count, 13))));
}

void Queue::forget(const Key& key) { failures_.erase(key); }

int Queue::failures(const Key& key) const {
  const auto found = failures_.find(key);
  return found == failures_.end() ? 0 : found->second;
}

Task<Key> Queue::next() {
  while (ready_.empty()) {
    has_ready_.reset();
    co_await has_ready_.wait();
  }
  Key key = std::move(ready_.front());
  ready_.pop_front();
  queued_.erase(key);
  active_.insert(key);
  co_return key;
}

void Queue::done(const Key& key) {
  active_.erase(key);
  if (again_.erase(key)) add(key);
}

Task<> Queue::run_timers() {
  while (true) {
    const auto now = std::chrono::steady_clock::now();
    while (!delayed_.empty() && delayed_.begin()->first <= now) {
      const Key key = delayed_.begin()->second;
      delayed_.erase(delayed_.begin());
      due_.erase(key);
      add(key);
    }
    delays_changed_.reset();
    if (delayed_.empty())
      co_await delays_changed_.wait();
    else
      co_await delays_changed_.wait_for(delayed_.begin()->first - now);
  }
}

}  // namespace coracle::kube
