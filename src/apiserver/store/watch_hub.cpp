#include "apiserver/store/watch_hub.h"

#include <fmt/core.h>

#include <algorithm>

#include "apiserver/store/hub_state.h"

namespace coracle::apiserver {

void WatcherState::take(const ChangePtr& change) {
  if (overrun || change->revision() <= received) return;
  received = change->revision();
  waiting.push_back(change);
  bytes += change->object()->cost();
  if (waiting.size() > limits.changes || bytes > limits.bytes) {
    overrun = true;
    waiting.clear();
  }
  ready.set();
}

void HubState::post(const std::shared_ptr<HubState>& hub, Delivery delivery) {
  const std::lock_guard lock(hub->mutex);
  if (!hub->open) return;
  coracle::post(hub->executor, [hub, delivery = std::move(delivery)] { hub->deliver(delivery); });
}

void HubState::deliver(const Delivery& delivery) {
  for (const auto& [collection, changes] : delivery) {
    const auto found = watchers.find(collection);
    if (found == watchers.end()) continue;
    for (const auto& watcher : found->second)
      for (const auto& change : changes) watcher->take(change);
  }
}

Watcher::Watcher(std::shared_ptr<WatcherState> state, std::shared_ptr<HubState> hub)
    : state_(std::move(state)), hub_(std::move(hub)) {}

Watcher::~Watcher() {
  auto& collection = state_->collection;
  const auto found = hub_->watchers.find(&collection);
  if (found == hub_->watchers.end()) return;
  std::erase(found->second, state_);
  if (!found->second.empty()) return;
  hub_->watchers.erase(found);
  const std::lock_guard lock(collection.mutex_);
  std::erase(collection.hubs_, hub_);
}

ChangePtr Watcher::poll() {
  if (state_->overrun)
    throw Error(Reason::expired, fmt::format("too old resource version: {} ({}): this watch was read too slowly",
                                             state_->given, state_->received));
  if (state_->waiting.empty()) return nullptr;
  auto change = std::move(state_->waiting.front());
  state_->waiting.pop_front();
  state_->bytes -= change->object()->cost();
  state_->given = change->revision();
  return change;
}

Task<ChangePtr> Watcher::next(Duration limit) {
  const auto state = state_;
  if (auto change = poll()) co_return change;
  state->ready.reset();
  if (!co_await state->ready.wait_for(limit)) co_return nullptr;
  co_return poll();
}

std::uint64_t Watcher::progress() const {
  // In this order: what the store shows as done is in the collection by now.
  const auto revision = state_->store.revision();
  if (state_->waiting.empty() && state_->collection.snapshot()->revision() <= state_->received)
    state_->given = std::max(revision, state_->given);
  return state_->given;
}

WatchHub::WatchHub(Store& store, Loop::Executor executor, Limits limits)
    : state_(std::make_shared<HubState>(std::move(executor))), store_(store), limits_(limits) {}

WatchHub::~WatchHub() {
  const std::lock_guard lock(state_->mutex);
  state_->open = false;
}

// Under the collection's mutex, where the writer publishes: between what the watcher is given now and what is posted to
// it later nothing is missing and nothing is twice.
std::unique_ptr<Watcher> WatchHub::join(Collection& collection, std::shared_ptr<WatcherState> watcher) {
  auto& ours = state_->watchers[&collection];
  if (ours.empty()) collection.hubs_.push_back(state_);
  watcher->limits = limits_;
  ours.push_back(watcher);
  return std::unique_ptr<Watcher>(new Watcher(std::move(watcher), state_));
}

std::unique_ptr<Watcher> WatchHub::watch(Collection& collection, std::uint64_t revision) {
  auto watcher = std::make_shared<WatcherState>(collection, store_, state_->executor);
  const auto current = store_.revision();
  const std::lock_guard lock(collection.mutex_);
  if (revision > std::max(current, collection.snapshot_->revision()))
    throw Error(Reason::timeout, fmt::format("Too large resource version: {}, current: {}", revision, current),
                ErrorDetails{.causes = {{"", "ResourceVersionTooLarge", "Too large resource version"}},
                             .retry_after_seconds = 1});
  const auto missed = collection.history_.after(revision);
  if (!missed)
    throw Error(Reason::expired,
                fmt::format("too old resource version: {} ({})", revision, collection.history_.forgotten()));
  watcher->given = watcher->received = revision;
  for (const auto& change : *missed) {
    watcher->waiting.push_back(change);
    watcher->bytes += change->object()->cost();
    watcher->received = change->revision();
  }
  return join(collection, std::move(watcher));
}

WatchHub::Now WatchHub::watch_now(Collection& collection) {
  auto watcher = std::make_shared<WatcherState>(collection, store_, state_->executor);
  const auto current = store_.revision();
  const std::lock_guard lock(collection.mutex_);
  auto snapshot = collection.snapshot_;
  const auto revision = std::max(current, snapshot->revision());
  watcher->given = watcher->received = revision;
  return {std::move(snapshot), revision, join(collection, std::move(watcher))};
}

}  // namespace coracle::apiserver
