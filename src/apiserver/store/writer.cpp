#include "apiserver/store/writer.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>

#include "apiserver/store/hub_state.h"

namespace coracle::apiserver {

/// Writes that become one transaction, and what they make of the collections.
struct Writer::Group {
  struct Part {
    explicit Part(Collection& of) : collection(of), editor(of.snapshot()) {}
    Collection& collection;
    SnapshotEditor editor;
    std::vector<ChangePtr> changes;
  };
  std::vector<std::unique_ptr<Part>> parts;
  std::uint64_t revision = 0;

  Part& part(Collection& collection) {
    for (auto& known : parts)
      if (&known->collection == &collection) return *known;
    return *parts.emplace_back(std::make_unique<Part>(collection));
  }
};

Writer::Writer(std::unique_ptr<Database> database, std::atomic<std::uint64_t>& revision, std::size_t largest_group,
               Log log)
    : database_(std::move(database)), revision_(revision), largest_group_(largest_group), log_(std::move(log)) {
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "store-writer");
}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::submit(WaitingPtr waiting) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) coracle::broken("a write to a store that is being closed");
    queue_.push_back(std::move(waiting));
  }
  wake_.notify_one();
}

void Writer::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    // What others are about to hand in makes the group larger and the commit cheaper for each: they may go first.
    if (queue_.size() < 64) {
      lock.unlock();
      sched_yield();
      lock.lock();
    }
    const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), largest_group_));
    std::vector<WaitingPtr> waiting(std::make_move_iterator(queue_.begin()),
                                    std::make_move_iterator(queue_.begin() + count));
    queue_.erase(queue_.begin(), queue_.begin() + count);
    lock.unlock();
    process(std::move(waiting));
    lock.lock();
  }
}

void Writer::process(std::vector<WaitingPtr> waiting) {
  Group group;
  group.revision = revision_.load(std::memory_order_relaxed);
  try {
    if (database_ && database_->broken())
      throw Error(Reason::service_unavailable, "the store takes no writes since its disk failed; restart it");
    for (const auto& one : waiting) decide(group, *one);
    commit(group);
    publish(group);
  } catch (...) {
    // Nobody has seen any of it. Refusals fall too: they may rest on a write of this group.
    if (database_) database_->roll_back();
    const auto error = std::current_exception();
    log_.error("writes were lost before they were answered",
               {{"count", std::to_string(waiting.size())}, {"error", describe(error)}});
    for (const auto& one : waiting) one->error = error;
  }
  answer(std::move(waiting));
}

void Writer::decide(Group& group, WaitingWrite& waiting) {
  auto& write = waiting.write;
  auto& part = group.part(*write.collection);
  auto current = part.editor.find(write.key);
  auto refuse = [&](Written::Outcome outcome) { waiting.written = {outcome, current}; };
  if (write.kind == Write::Kind::create) {
    if (current) return refuse(Written::Outcome::exists);
  } else {
    if (!current) return refuse(Written::Outcome::missing);
    if (current->revision() != write.expected) return refuse(Written::Outcome::changed);
  }
  const auto revision = ++group.revision;
  ObjectPtr object;
  auto kind = Change::Kind::added;
  if (write.kind == Write::Kind::remove) {
    auto last = write.draft.object ? std::move(write.draft) : Draft::copy(*current);
    object = std::move(last).finish(revision, current->row());
    part.editor.remove(write.key, revision);
    kind = Change::Kind::deleted;
  } else {
    object = std::move(write.draft).finish(revision, current ? current->row() : 0);
    part.editor.put(object);
    if (current) kind = Change::Kind::modified;
  }
  part.changes.push_back(std::make_shared<Change>(kind, object, std::move(current)));
  waiting.written = {Written::Outcome::done, std::move(object)};
}

void Writer::commit(Group& group) {
  if (!database_ || group.revision == revision_.load(std::memory_order_relaxed)) return;
  database_->begin();
  for (const auto& part : group.parts)
    for (const auto& change : part->changes)
      if (change->kind() == Change::Kind::deleted)
        database_->remove(*change->object());
      else
        database_->put(part->collection.name(), *change->object());
  database_->commit(group.revision);
}

// The collections first, the revision after them: whoever reads the revision and then a snapshot finds in it
// everything up to that revision.
void Writer::publish(Group& group) {
  std::vector<std::pair<std::shared_ptr<HubState>, HubState::Delivery>> deliveries;
  for (const auto& part : group.parts) {
    if (part->changes.empty()) continue;
    auto& collection = part->collection;
    auto next = std::move(part->editor).finish();
    const std::lock_guard lock(collection.mutex_);
    collection.snapshot_.swap(next);
    for (const auto& change : part->changes) collection.history_.add(change);
    for (const auto& hub : collection.hubs_) {
      auto known = std::find_if(deliveries.begin(), deliveries.end(), [&](const auto& d) { return d.first == hub; });
      if (known == deliveries.end()) known = deliveries.emplace(deliveries.end(), hub, HubState::Delivery{});
      known->second.emplace_back(&collection, part->changes);
    }
  }
  revision_.store(group.revision, std::memory_order_release);
  for (auto& [hub, delivery] : deliveries) HubState::post(hub, std::move(delivery));
}

void Writer::answer(std::vector<WaitingPtr> waiting) {
  while (!waiting.empty()) {
    const auto executor = waiting.front()->executor;
    const auto rest =
        std::partition(waiting.begin(), waiting.end(), [&](const auto& w) { return w->executor == executor; });
    std::vector<WaitingPtr> ours(std::make_move_iterator(waiting.begin()), std::make_move_iterator(rest));
    waiting.erase(waiting.begin(), rest);
    post(executor, [ours = std::move(ours)] {
      for (const auto& one : ours) one->done.set();
    });
  }
}

}  // namespace coracle::apiserver
