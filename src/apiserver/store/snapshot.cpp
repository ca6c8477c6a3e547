#include "apiserver/store/snapshot.h"

#include <algorithm>
#include <atomic>

namespace coracle::apiserver {

namespace {
constexpr std::size_t chunk_limit = 256;

std::uint64_t next_edit() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

bool key_below(const ObjectPtr& object, std::string_view key) { return std::string_view(object->key()) < key; }
}  // namespace

std::pair<std::size_t, std::size_t> Snapshot::position(std::string_view key) const {
  const auto chunk = std::partition_point(
      chunks_.begin(), chunks_.end(), [&](const auto& candidate) { return key_below(candidate->objects.back(), key); });
  if (chunk == chunks_.end()) return {chunks_.size(), 0};
  const auto& objects = (*chunk)->objects;
  const auto at = std::lower_bound(objects.begin(), objects.end(), key, key_below);
  return {static_cast<std::size_t>(chunk - chunks_.begin()), static_cast<std::size_t>(at - objects.begin())};
}

ObjectPtr Snapshot::find(std::string_view key) const {
  const auto [chunk, index] = position(key);
  if (chunk == chunks_.size()) return nullptr;
  const auto& object = chunks_[chunk]->objects[index];
  return object->key() == key ? object : nullptr;
}

SnapshotEditor::SnapshotEditor(std::shared_ptr<const Snapshot> base)
    : next_(std::make_shared<Snapshot>(*base)), edit_(next_edit()) {}

Snapshot::Chunk& SnapshotEditor::writable(std::size_t chunk) {
  auto& held = next_->chunks_[chunk];
  if (held->edit != edit_) {
    auto copy = std::make_shared<Snapshot::Chunk>();
    copy->objects.reserve(std::min(held->objects.size() + 16, chunk_limit + 1));
    copy->objects = held->objects;
    copy->edit = edit_;
    held = std::move(copy);
  }
  return *held;
}

void SnapshotEditor::put(ObjectPtr object) {
  auto& chunks = next_->chunks_;
  next_->revision_ = std::max(next_->revision_, object->revision());
  if (chunks.empty()) {
    chunks.push_back(std::make_shared<Snapshot::Chunk>());
    chunks.back()->edit = edit_;
    chunks.back()->objects.push_back(std::move(object));
    next_->size_ = 1;
    return;
  }
  auto [chunk, index] = next_->position(object->key());
  if (chunk == chunks.size()) {  // above all others
    --chunk;
    index = chunks[chunk]->objects.size();
  }
  auto& objects = writable(chunk).objects;
  if (index < objects.size() && objects[index]->key() == object->key()) {
    objects[index] = std::move(object);
    return;
  }
  const bool at_the_end = chunk + 1 == chunks.size() && index == objects.size();
  objects.insert(objects.begin() + static_cast<std::ptrdiff_t>(index), std::move(object));
  ++next_->size_;
  if (objects.size() <= chunk_limit) return;
  // Names that count up fill the last chunk and go on in a new one; others are split in the middle.
  const auto cut = static_cast<std::ptrdiff_t>(at_the_end ? objects.size() - 1 : objects.size() / 2);
  auto upper = std::make_shared<Snapshot::Chunk>();
  upper->edit = edit_;
  upper->objects.assign(std::make_move_iterator(objects.begin() + cut), std::make_move_iterator(objects.end()));
  objects.erase(objects.begin() + cut, objects.end());
  chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(chunk) + 1, std::move(upper));
}

void SnapshotEditor::remove(std::string_view key, std::uint64_t revision) {
  const auto [chunk, index] = next_->position(key);
  auto& chunks = next_->chunks_;
  next_->revision_ = std::max(next_->revision_, revision);
  if (chunk == chunks.size() || chunks[chunk]->objects[index]->key() != key) return;
  auto& objects = writable(chunk).objects;
  objects.erase(objects.begin() + static_cast<std::ptrdiff_t>(index));
  --next_->size_;
  if (objects.empty()) {
    chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(chunk));
    return;
  }
  // Two neighbours that fit well into one become one, so that deletions leave no trail of tiny chunks.
  if (objects.size() > chunk_limit / 4 || chunk + 1 == chunks.size()) return;
  const auto& upper = chunks[chunk + 1]->objects;
  if (objects.size() + upper.size() > chunk_limit / 2) return;
  objects.insert(objects.end(), upper.begin(), upper.end());
  chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(chunk) + 1);
}

std::shared_ptr<const Snapshot> SnapshotEditor::finish() && { return std::move(next_); }

std::shared_ptr<const Snapshot> SnapshotEditor::finish_at(std::uint64_t revision) && {
  next_->revision_ = revision;
  return std::move(next_);
}

}  // namespace coracle::apiserver
