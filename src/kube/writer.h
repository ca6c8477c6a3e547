#pragma once
#include <map>
#include <memory>
#include <string>

#include "kube/client.h"
#include "kube/informer.h"

namespace coracle::kube {

/// What was written to one kind and has perhaps not come back through its informer yet.
class WriteLog {
 public:
  /// How far a cache must be to reflect all writes up to a moment.
  struct Mark {
    std::uint64_t version = 0;
    std::map<Key, std::string> removed;  ///< uid by key: these objects must be gone or marked for deletion
  };
  explicit WriteLog(Informer& informer) : informer_(informer) {}

  void wrote(const json::Value& answer);
  void removed(const Key& key, const std::string& uid);
  Mark mark();
  bool reflected(const Mark& mark) const;
  /// Waits until the cache reflects the mark; after `limit` it lists live.
  Task<> wait(Mark mark, Duration limit);
  Informer& informer() { return informer_; }

 private:
  bool removal_reflected(const Key& key, const std::string& uid) const;
  Informer& informer_;
  Mark latest_;
};

/// Sends raw changes of one kind and notes them in a WriteLog. Typed writers (typed.h) stand on this.
class RawWriter {
 public:
  RawWriter(Client& client, Informer& informer) : client_(client), log_(informer) {}

  Task<json::Value> create(std::string ns, json::Value object);
  Task<std::optional<json::Value>> create_if_absent(std::string ns, json::Value object);
  /// Sends the difference of two encodings of an object, carried over to what the server has: members we do not know
  /// stay. Lists and phases go with a test of the resource version, so a change in between is a Conflict.
  /// Nothing is sent when there is no difference. `subresource` may be "status".
  Task<json::Value> patch(const CachedObject& base, json::Value before, json::Value after,
                          std::string subresource = {});
  /// No error when it is gone, or replaced by another of its name.
  Task<> remove(Key key, RemoveOptions options);

  WriteLog& log() { return log_; }
  const Kind& kind() { return log_.informer().kind(); }

 private:
  Client& client_;
  WriteLog log_;
};

/// The JSON patch that turns `raw` into what `before` -> `after` means for it: objects by member, lists with a merge
/// key by item (the keys "name", "type", "uid", "ip", "key" tell items apart), other lists whole. Empty when nothing
/// differs. As soon as a list or status.phase is touched it begins with a test of metadata.resourceVersion.
json::Array carried_over(const json::Value& raw, const json::Value& before, const json::Value& after);

}  // namespace coracle::kube
