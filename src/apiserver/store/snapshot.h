#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "apiserver/store/object.h"

namespace coracle::apiserver {

/// The objects of one collection at one moment, in the order of their keys. Immutable; a new one shares all chunks that
/// did not change, and all blocks of chunks: what a change costs hardly grows with the collection.
class Snapshot {
 public:
  /// The newest change in it. Nothing of this collection changed between it and the store's revision.
  std::uint64_t revision() const { return revision_; }
  std::size_t size() const { return size_; }
  /// Null when there is none.
  ObjectPtr find(std::string_view key) const;

  /// How many objects `each` would visit; without visiting them.
  std::size_t count(std::string_view prefix, std::string_view from) const;

  /// Objects from `from` on whose keys begin with `prefix`, until `visit` returns false.
  template <class Visit>
  void each(std::string_view prefix, std::string_view from, Visit visit) const {
    auto at = position(from < prefix ? prefix : from);
    for (; at.block < blocks_.size(); ++at.block, at.chunk = 0) {
      const auto& chunks = blocks_[at.block]->chunks;
      for (; at.chunk < chunks.size(); ++at.chunk, at.index = 0) {
        const auto& objects = chunks[at.chunk]->objects;
        for (; at.index < objects.size(); ++at.index) {
          if (!std::string_view(objects[at.index]->key()).starts_with(prefix)) return;
          if (!visit(objects[at.index])) return;
        }
      }
    }
  }

 private:
  friend class SnapshotEditor;
  struct Chunk {
    std::vector<ObjectPtr> objects;  ///< at least one, at most chunk_limit
    std::uint64_t edit = 0;          ///< the edit that made it, and may go on changing it
    const ObjectPtr& last() const { return objects.back(); }
  };
  struct Block {
    std::vector<std::shared_ptr<Chunk>> chunks;  ///< at least one, at most block_limit
    std::uint64_t edit = 0;
    const ObjectPtr& last() const { return chunks.back()->last(); }
  };
  struct Position {
    std::size_t block = 0, chunk = 0, index = 0;
  };
  /// The first object whose key is not below `key`; block is the number of blocks when there is none.
  Position position(std::string_view key) const;
  /// How many objects there are before that place.
  std::size_t rank(Position at) const;

  std::vector<std::shared_ptr<Block>> blocks_;
  std::uint64_t revision_ = 0;
  std::size_t size_ = 0;
};

/// Makes the next snapshot of a collection. Each chunk is copied at most once an editor.
class SnapshotEditor {
 public:
  explicit SnapshotEditor(std::shared_ptr<const Snapshot> base);
  ObjectPtr find(std::string_view key) const { return next_->find(key); }
  /// Adds it, or replaces that of the same key.
  void put(ObjectPtr object);
  void remove(std::string_view key, std::uint64_t revision);
  std::shared_ptr<const Snapshot> finish() &&;
  /// Under a revision that is older than what was put in: of an earlier moment.
  std::shared_ptr<const Snapshot> finish_at(std::uint64_t revision) &&;

 private:
  Snapshot::Block& writable(std::size_t block);
  Snapshot::Chunk& writable(Snapshot::Block& block, std::size_t chunk) const;
  void split(std::size_t block, std::size_t chunk, bool at_the_end);
  void merge_with_next(std::size_t block, std::size_t chunk);
  std::shared_ptr<Snapshot> next_;
  std::uint64_t edit_;
};

}  // namespace coracle::apiserver
