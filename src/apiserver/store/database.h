#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "apiserver/store/object.h"

namespace coracle::apiserver {

/// The database file behind the store. Not thread-safe. Failures throw Error: store_read_error while opening and
/// loading; in a transaction 507 when the disk is full, else service_unavailable, and then `broken()` is true.
class Database {
 public:
  /// Opens or makes it, for this process alone.
  explicit Database(std::string path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Gives every stored object, in no order, and returns the stored revision.
  std::uint64_t load(const std::function<void(std::string_view collection, ObjectPtr)>& take);

  void begin();
  void put(std::string_view collection, const StoredObject& object);
  void remove(const StoredObject& object);
  /// Durable when it returns.
  void commit(std::uint64_t revision);
  void roll_back() noexcept;
  /// A write or a sync failed so that what the file holds is not known.
  bool broken() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::apiserver
