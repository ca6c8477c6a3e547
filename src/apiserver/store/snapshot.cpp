#include "apiserver/store/snapshot.h"

#include <algorithm>
#include <atomic>

namespace coracle::apiserver {

namespace {
constexpr std::size_t chunk_limit = 128;  // objects of a chunk
constexpr std::size_t block_limit = 128;  // chunks of a block

std::uint64_t next_edit() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

bool key_below(const ObjectPtr& object, std::string_view key) { return std::string_view(object->key()) < key; }
}  // namespace

Snapshot::Position Snapshot::position(std::string_view key) const {
  const auto ends_below = [&](const auto& part) { return key_below(part->last(), key); };
  const auto block = std::partition_point(blocks_.begin(), blocks_.end(), ends_below);
  if (block == blocks_.end()) return {blocks_.size(), 0, 0};
  const auto& chunks = (*block)->chunks;
  const auto chunk = std::partition_point(chunks.begin(), chunks.end(), ends_below);
  const auto& objects = (*chunk)->objects;
  const auto at = std::lower_bound(objects.begin(), objects.end(), key, key_below);
  return {static_cast<std::size_t>(block - blocks_.begin()), static_cast<std::size_t>(chunk - chunks.begin()),
          static_cast<std::size_t>(at - objects.begin())};
}

std::size_t Snapshot::rank(Position at) const {
  std::size_t sum = at.index;
  for (std::size_t block = 0; block < at.block; ++block)
    for (const auto& chunk : blocks_[block]->chunks) sum += chunk->objects.size();
  for (std::size_t chunk = 0; chunk < at.chunk; ++chunk) sum += blocks_[at.block]->chunks[chunk]->objects.size();
  return sum;
}

std::size_t Snapshot::count(std::string_view prefix, std::string_view from) const {
  const auto begin = rank(position(from < prefix ? prefix : from));
  if (prefix.empty()) return size_ - begin;
  // The first key beyond all that begin so; a prefix ends in a slash, so there is a next letter.
  std::string beyond(prefix);
  beyond.back() = static_cast<char>(beyond.back() + 1);
  const auto end = rank(position(beyond));
  return end < begin ? 0 : end - begin;
}

ObjectPtr Snapshot::find(std::string_view key) const {
  const auto at = position(key);
  if (at.block == blocks_.size()) return nullptr;
  const auto& object = blocks_[at.block]->chunks[at.chunk]->objects[at.index];
  return object->key() == key ? object : nullptr;
}

SnapshotEditor::SnapshotEditor(std::shared_ptr<const Snapshot> base)
    : next_(std::make_shared<Snapshot>(*base)), edit_(next_edit()) {}

Snapshot::Block& SnapshotEditor::writable(std::size_t block) {
  auto& held = next_->blocks_[block];
  if (held->edit != edit_) {
    auto copy = std::make_shared<Snapshot::Block>();
    copy->chunks.reserve(block_limit + 1);
    copy->chunks = held->chunks;
    copy->edit = edit_;
    held = std::move(copy);
  }
  return *held;
}

Snapshot::Chunk& SnapshotEditor::writable(Snapshot::Block& block, std::size_t chunk) const {
  auto& held = block.chunks[chunk];
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
  auto& blocks = next_->blocks_;
  next_->revision_ = std::max(next_->revision_, object->revision());
  if (blocks.empty()) {
    auto chunk = std::make_shared<Snapshot::Chunk>();
    chunk->edit = edit_;
    chunk->objects.push_back(std::move(object));
    blocks.push_back(std::make_shared<Snapshot::Block>());
    blocks.back()->edit = edit_;
    blocks.back()->chunks.push_back(std::move(chunk));
    next_->size_ = 1;
    return;
  }
  auto at = next_->position(object->key());
  if (at.block == blocks.size()) {  // above all others
    --at.block;
    at.chunk = blocks[at.block]->chunks.size() - 1;
    at.index = blocks[at.block]->chunks[at.chunk]->objects.size();
  }
  auto& block = writable(at.block);
  auto& objects = writable(block, at.chunk).objects;
  if (at.index < objects.size() && objects[at.index]->key() == object->key()) {
    objects[at.index] = std::move(object);
    return;
  }
  const bool at_the_end =
      at.block + 1 == blocks.size() && at.chunk + 1 == block.chunks.size() && at.index == objects.size();
  objects.insert(objects.begin() + static_cast<std::ptrdiff_t>(at.index), std::move(object));
  ++next_->size_;
  if (objects.size() > chunk_limit) split(at.block, at.chunk, at_the_end);
}

// Names that count up fill the last chunk and go on in a new one; others are split in the middle. So are blocks.
void SnapshotEditor::split(std::size_t block_at, std::size_t chunk_at, bool at_the_end) {
  auto& block = writable(block_at);
  auto& objects = writable(block, chunk_at).objects;
  const auto cut = static_cast<std::ptrdiff_t>(at_the_end ? objects.size() - 1 : objects.size() / 2);
  auto upper = std::make_shared<Snapshot::Chunk>();
  upper->edit = edit_;
  upper->objects.assign(std::make_move_iterator(objects.begin() + cut), std::make_move_iterator(objects.end()));
  objects.erase(objects.begin() + cut, objects.end());
  auto& chunks = block.chunks;
  chunks.insert(chunks.begin() + static_cast<std::ptrdiff_t>(chunk_at) + 1, std::move(upper));
  if (chunks.size() <= block_limit) return;
  const auto half = static_cast<std::ptrdiff_t>(at_the_end ? chunks.size() - 1 : chunks.size() / 2);
  auto next = std::make_shared<Snapshot::Block>();
  next->edit = edit_;
  next->chunks.assign(std::make_move_iterator(chunks.begin() + half), std::make_move_iterator(chunks.end()));
  chunks.erase(chunks.begin() + half, chunks.end());
  auto& blocks = next_->blocks_;
  blocks.insert(blocks.begin() + static_cast<std::ptrdiff_t>(block_at) + 1, std::move(next));
}

void SnapshotEditor::remove(std::string_view key, std::uint64_t revision) {
  const auto at = next_->position(key);
  auto& blocks = next_->blocks_;
  next_->revision_ = std::max(next_->revision_, revision);
  if (at.block == blocks.size() || blocks[at.block]->chunks[at.chunk]->objects[at.index]->key() != key) return;
  auto& block = writable(at.block);
  auto& objects = writable(block, at.chunk).objects;
  objects.erase(objects.begin() + static_cast<std::ptrdiff_t>(at.index));
  --next_->size_;
  if (objects.empty()) {
    block.chunks.erase(block.chunks.begin() + static_cast<std::ptrdiff_t>(at.chunk));
    if (block.chunks.empty()) blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(at.block));
    return;
  }
  merge_with_next(at.block, at.chunk);
}

// Two neighbours that fit well into one become one, so that deletions leave no trail of tiny chunks, nor of tiny
// blocks.
void SnapshotEditor::merge_with_next(std::size_t block_at, std::size_t chunk_at) {
  auto& blocks = next_->blocks_;
  auto& block = writable(block_at);
  auto& chunks = block.chunks;
  auto& objects = chunks[chunk_at]->objects;  // of this edit: something was just taken out
  if (chunk_at + 1 < chunks.size() && objects.size() <= chunk_limit / 4) {
    const auto& upper = chunks[chunk_at + 1]->objects;
    if (objects.size() + upper.size() <= chunk_limit / 2) {
      objects.insert(objects.end(), upper.begin(), upper.end());
      chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(chunk_at) + 1);
    }
  }
  if (block_at + 1 == blocks.size() || chunks.size() > block_limit / 4) return;
  const auto& upper = blocks[block_at + 1]->chunks;
  if (chunks.size() + upper.size() > block_limit / 2) return;
  chunks.insert(chunks.end(), upper.begin(), upper.end());
  blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(block_at) + 1);
}

std::shared_ptr<const Snapshot> SnapshotEditor::finish() && { return std::move(next_); }

std::shared_ptr<const Snapshot> SnapshotEditor::finish_at(std::uint64_t revision) && {
  next_->revision_ = revision;
  return std::move(next_);
}

}  // namespace coracle::apiserver
