#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/value.h"

namespace coracle::apiserver {

using Labels = std::vector<std::pair<std::string, std::string>>;  ///< in the order of the names

/// An object as it is stored: its key and its JSON text. Immutable and shared by all threads. The text begins with
/// apiVersion and kind, so that another version of the kind is served by another beginning.
class StoredObject {
 public:
  /// "namespace/name", or "name" for cluster-scoped kinds.
  const std::string& key() const { return key_; }
  std::string_view name() const;
  std::string_view namespace_() const;
  /// The change that made it: metadata.resourceVersion.
  std::uint64_t revision() const { return revision_; }
  const std::string& text() const { return text_; }
  /// What follows `{"apiVersion":...,"kind":...,`; with the closing brace.
  std::string_view text_after_kind() const { return std::string_view(text_).substr(body_at_); }
  const Labels& labels() const { return labels_; }
  std::string_view uid() const { return uid_; }
  /// Parsed anew at each call: 10 us for 6 KB.
  json::Value parse(json::Storage storage = {}) const;
  /// Its row in the database: the revision that created it. A key that is used again gets another row.
  std::uint64_t row() const { return row_; }
  /// The bytes it holds, about.
  std::size_t cost() const { return text_.size() + key_.size() + 200; }

 private:
  friend struct Draft;
  std::string key_;
  std::string text_;
  std::string uid_;
  Labels labels_;
  std::uint64_t revision_ = 0;
  std::uint64_t row_ = 0;
  std::size_t body_at_ = 0;
  std::size_t revision_at_ = 0;  ///< where the number begins in text_
};
using ObjectPtr = std::shared_ptr<const StoredObject>;

/// An object that waits for its resourceVersion. Made on the caller's thread, so that the writer only puts in a number.
struct Draft {
  std::shared_ptr<StoredObject> object;

  /// `value` must be an object with apiVersion, kind and metadata; its resourceVersion is ignored.
  static Draft from(std::string key, const json::Value& value);
  /// The same text with another resourceVersion: of a DELETED event.
  static Draft copy(const StoredObject& object);
  /// What the database holds. The text has its resourceVersion; throws Error(store_read_error) when it is no object.
  static ObjectPtr restore(std::string key, std::uint64_t row, std::uint64_t revision, std::string text);
  /// `row` is 0 for a new object.
  ObjectPtr finish(std::uint64_t revision, std::uint64_t row) &&;
};

std::string object_key(std::string_view namespace_, std::string_view name);

}  // namespace coracle::apiserver
