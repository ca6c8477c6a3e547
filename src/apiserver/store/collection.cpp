#include "apiserver/store/collection.h"

#include <algorithm>

namespace coracle::apiserver {

namespace {
constexpr std::size_t snapshots_remembered = 16;
}  // namespace

std::shared_ptr<const Snapshot> Collection::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

void Collection::remember(std::uint64_t revision, std::shared_ptr<const Snapshot> snapshot) {
  const std::lock_guard lock(mutex_);
  const auto same = [&](const auto& known) { return known.first == revision; };
  if (std::any_of(remembered_.begin(), remembered_.end(), same)) return;
  remembered_.emplace_back(revision, std::move(snapshot));
  if (remembered_.size() > snapshots_remembered) remembered_.pop_front();
}

std::shared_ptr<const Snapshot> Collection::at(std::uint64_t revision) {
  std::shared_ptr<const Snapshot> newest;
  std::optional<std::vector<ChangePtr>> since;
  {
    const std::lock_guard lock(mutex_);
    if (snapshot_->revision() <= revision) return snapshot_;
    for (const auto& [known, snapshot] : remembered_)
      if (known == revision) return snapshot;
    newest = snapshot_;
    since = history_.after(revision);
  }
  if (!since) return nullptr;
  SnapshotEditor editor(std::move(newest));
  for (auto change = since->rbegin(); change != since->rend(); ++change) {
    if ((*change)->previous())
      editor.put((*change)->previous());
    else
      editor.remove((*change)->object()->key(), 0);
  }
  auto then = std::move(editor).finish_at(revision);
  remember(revision, then);
  return then;
}

}  // namespace coracle::apiserver
