#include "kube/reconciler.h"

#include "base/until_cancelled.h"

namespace coracle::kube {

Controller::Controller(Loop::Executor executor, Reconciler& reconciler, Options options, Log log)
    : reconciler_(reconciler),
      options_(std::move(options)),
      log_(log.part(options_.name)),
      queue_(std::move(executor)) {}

void Controller::watch(Informer& informer, std::function<std::vector<Key>(const CachedObject&)> keys) {
  informers_.push_back(&informer);
  informer.on_change([this, keys = std::move(keys)](const Cached& before, const Cached& after) {
    // Both sides: an object that changes hands wakes its old owner too.
    if (before)
      for (const auto& key : keys(*before)) queue_.add(key);
    if (after)
      for (const auto& key : keys(*after)) queue_.add(key);
  });
}

void Controller::watch_self(Informer& informer) {
  watch(informer, [](const CachedObject& object) { return std::vector<Key>{object.key}; });
}

void Controller::watch_owned(Informer& informer, std::string_view owner_kind) {
  watch(informer, [kind = std::string(owner_kind)](const CachedObject& object) -> std::vector<Key> {
    const auto* owners = json::find(object.raw, {"metadata", "ownerReferences"});
    if (!owners || !owners->is_array()) return {};
    for (const auto& owner : owners->get_array()) {
      const auto* controls = json::find(owner, {"controller"});
      if (controls && controls->is_bool() && controls->get_bool() && json::text(owner, {"kind"}) == kind)
        return {Key{object.key.ns, std::string(json::text(owner, {"name"}))}};
    }
    return {};
  });
}

void Controller::reads_own(WriteLog& writes) { write_logs_.push_back(&writes); }

Task<> Controller::run() {
  for (auto* informer : informers_) co_await informer->synced();
  Scope scope(co_await this_executor(), [this](const std::string& name, std::exception_ptr error) {
    log_.error("the worker ended", {{"worker", name}, {"error", describe(error)}});
  });
  scope.spawn(queue_.run_timers(), "timers");
  for (int i = 0; i < options_.workers; ++i) scope.spawn(work(), "worker " + std::to_string(i));
  // Cancelling run() must end the workers: wait for it here, then for them.
  co_await until_cancelled(scope);
}

Task<> Controller::work() {
  while (true) {
    const Key key = co_await queue_.next();
    std::exception_ptr ended;
    try {
      co_await reconcile_one(key);
    } catch (...) {
      ended = std::current_exception();
    }
    queue_.done(key);
    if (ended) std::rethrow_exception(ended);
  }
}

Task<> Controller::wait_for_own_writes(Key key) {
  const auto noted = marks_.find(key);
  if (noted == marks_.end()) co_return;
  const auto marks = noted->second;
  for (std::size_t i = 0; i < marks.size(); ++i) co_await write_logs_[i]->wait(marks[i], options_.own_writes);
  marks_.erase(key);
}

Task<> Controller::reconcile_one(Key key) {
  Next next;
  std::optional<Error> failure;
  std::exception_ptr other;
  try {
    co_await wait_for_own_writes(key);
    auto task = reconciler_.reconcile(key);
    next = co_await within(options_.limit, std::move(task), options_.name + " of " + key.text());
  } catch (const Error& error) {
    failure = error;
  } catch (...) {
    other = std::current_exception();
  }
  // One object that cannot be dealt with must not take the worker from all others.
  if (other && is_cancellation(other)) std::rethrow_exception(other);
  if (other) failure = Error(Reason::internal_error, describe(other));
  // Writes of other keys are in the mark too: a little more waiting, and no bookkeeping a key.
  std::vector<WriteLog::Mark> marks;
  bool all_reflected = true;
  for (auto* writes : write_logs_) {
    marks.push_back(writes->mark());
    all_reflected = all_reflected && writes->reflected(marks.back());
  }
  if (!all_reflected) marks_[key] = std::move(marks);

  if (failure) {
    // A conflict only says that somebody was faster: the change is on its way and wakes the key.
    if (failure->reason() == Reason::conflict)
      log_.debug("conflict, trying again", {{"key", key.text()}});
    else
      log_.warning("failed, trying again", {{"key", key.text()}, {"error", failure->what()}});
    queue_.add_failed(key);
    co_return;
  }
  queue_.forget(key);
  if (next.again_after) queue_.add_after(key, *next.again_after);
}

}  // namespace coracle::kube
