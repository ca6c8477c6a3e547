#include "apiserver/store/store.h"

#include <fmt/core.h>

#include <unordered_set>

#include "apiserver/store/writer.h"

namespace coracle::apiserver {

namespace {
std::shared_ptr<const Snapshot> snapshot_of(std::vector<ObjectPtr> objects, std::string_view collection) {
  SnapshotEditor editor(std::make_shared<const Snapshot>());
  std::sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) { return a->key() < b->key(); });
  for (auto& object : objects) {
    if (editor.find(object->key()))
      throw Error(Reason::store_read_error,
                  fmt::format("the store is damaged: {} {} is there twice", collection, object->key()));
    editor.put(std::move(object));
  }
  return std::move(editor).finish();
}
}  // namespace

Store::Store(Options options, Log log) : options_(std::move(options)) {
  std::unique_ptr<Database> database;
  if (!options_.path.empty()) {
    database = std::make_unique<Database>(options_.path);
    std::map<std::string, std::vector<ObjectPtr>, std::less<>> loaded;
    start_ = database->load([&](std::string_view name, ObjectPtr object) {
      auto known = loaded.find(name);
      if (known == loaded.end()) known = loaded.emplace(name, std::vector<ObjectPtr>{}).first;
      known->second.push_back(std::move(object));
    });
    for (auto& [name, objects] : loaded) {
      History history(options_.history_changes, options_.history_bytes, start_);
      collections_.emplace(
          name, std::make_unique<Collection>(name, snapshot_of(std::move(objects), name), std::move(history)));
    }
  }
  revision_ = start_;
  writer_ = std::make_unique<Writer>(std::move(database), revision_, options_.largest_group, std::move(log));
}

Store::~Store() = default;

Collection& Store::collection(std::string_view name) {
  const std::lock_guard lock(mutex_);
  auto known = collections_.find(name);
  if (known == collections_.end()) {
    History history(options_.history_changes, options_.history_bytes, start_);
    auto made = std::make_unique<Collection>(std::string(name), std::make_shared<const Snapshot>(), std::move(history));
    known = collections_.emplace(name, std::move(made)).first;
  }
  return *known->second;
}

Task<Written> Store::write(Write write) {
  auto executor = co_await this_executor();
  auto waiting = std::make_shared<WaitingWrite>(std::move(executor), std::move(write));
  writer_->submit(waiting);
  // The writer wakes this loop in the end, so the wait goes on even when the caller is cancelled meanwhile.
  bool cancelled = false;
  while (!waiting->done.is_set()) {
    try {
      co_await waiting->done.wait();
    } catch (const Cancelled&) {
      cancelled = true;
    }
    if (cancelled) co_await uncancellable();
  }
  if (cancelled) throw Cancelled{};
  if (waiting->error) std::rethrow_exception(waiting->error);
  co_return std::move(waiting->written);
}

}  // namespace coracle::apiserver
