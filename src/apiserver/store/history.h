#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apiserver/store/object.h"
#include "base/error.h"

namespace coracle::apiserver {

class Collection;

/// One change of one object. Immutable but for the text that watchers share, which is made when first asked for.
class Change {
 public:
  enum class Kind { added, modified, deleted };
  Change(Kind kind, ObjectPtr object, ObjectPtr previous)
      : kind_(kind), object_(std::move(object)), previous_(std::move(previous)) {}

  Kind kind() const { return kind_; }
  /// What is there now; of a deletion: the last state, with the deletion's revision.
  const ObjectPtr& object() const { return object_; }
  /// What was there before; null for an added object.
  const ObjectPtr& previous() const { return previous_; }
  std::uint64_t revision() const { return object_->revision(); }
  /// `{"type":"ADDED","object":{...}}` and an end of line, in the version objects are stored in.
  std::shared_ptr<const std::string> wire() const;

 private:
  Kind kind_;
  ObjectPtr object_, previous_;
  mutable std::once_flag once_;
  mutable std::shared_ptr<const std::string> wire_;
};
using ChangePtr = std::shared_ptr<const Change>;

std::string_view to_string(Change::Kind kind);
/// One line of a watch: `{"type":"ADDED","object":{...}}` and an end of line.
std::shared_ptr<const std::string> watch_event(std::string_view type, std::string_view object);

/// The last changes of one collection. Older ones are forgotten, by count and by bytes.
class History {
 public:
  History(std::size_t most, std::size_t most_bytes, std::uint64_t start)
      : most_(most), most_bytes_(most_bytes), forgotten_(start) {}
  void add(ChangePtr change);
  /// Changes up to and including this revision are not known any more.
  std::uint64_t forgotten() const { return forgotten_; }
  /// All changes after `revision`, or nothing when some of them are forgotten.
  std::optional<std::vector<ChangePtr>> after(std::uint64_t revision) const;

 private:
  std::deque<ChangePtr> changes_;
  std::size_t most_, most_bytes_, bytes_ = 0;
  std::uint64_t forgotten_;
};

}  // namespace coracle::apiserver
