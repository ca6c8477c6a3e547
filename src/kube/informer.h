#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"

namespace coracle::kube {

/// An object as a cache holds it: what the server sent, and its decoded form. Shared by all who look, never modified.
struct CachedObject {
  Key key;
  std::string uid;
  std::string resource_version;
  json::Value raw;
  std::shared_ptr<const void> decoded;  ///< of the type the informer was made for; null for a raw informer
};
using Cached = std::shared_ptr<const CachedObject>;

/// Makes the decoded form; null when an informer keeps only raw objects. Throws Error when the object does not fit.
using Decode = std::function<std::shared_ptr<const void>(const json::Value&)>;

/// A local copy of all objects of one kind (and selection), kept current by list and watch. Reads never leave the
/// process and may be a little behind; seen() says how far it is.
///
/// After a lost connection it resumes from where it was; when the server has forgotten that point (410) it lists again
/// and tells handlers the difference, deletions included. Between two tries that fail there is a pause, always, that
/// grows (BackOff). An object that cannot be decoded is logged and left out.
///
/// The first list takes what the server has at hand, as client-go's reflector does; after a 410, and for refresh(), it
/// is the newest.
class Informer {
 public:
  /// Null on one side: the object is new, or gone. Called on the informer's loop, after the cache has changed.
  using OnChange = std::function<void(const Cached& before, const Cached& after)>;
  /// Index values of an object: `uid of the controller`, `spec.nodeName`.
  using IndexValues = std::function<std::vector<std::string>(const CachedObject&)>;

  Informer(Loop::Executor executor, Client& client, const Kind& kind, Selection selection, Decode decode, Log log);

  /// Before run(): handlers and indexes.
  void on_change(OnChange handler);
  void add_index(std::string name, IndexValues values);
  /// Takes out of each object what nobody reads, before it is kept: schemas of definitions, managed fields.
  void strip(std::function<void(json::Value&)> edit);

  /// Lists and watches until cancelled.
  Task<> run();
  /// Waits until the first list is in.
  Task<> synced();
  bool has_synced() const;

  Cached find(const Key& key) const;
  std::vector<Cached> all() const;
  std::vector<Cached> in_namespace(const std::string& ns) const;
  std::vector<Cached> by_index(const std::string& name, const std::string& value) const;

  /// The newest resource version this cache reflects.
  std::uint64_t seen() const { return seen_; }
  /// Waits until seen() has reached `version`; false when the limit passed first.
  Task<bool> reached(std::uint64_t version, Duration limit);
  /// Lists now, in place of waiting for the watch: the cache is current when it returns.
  Task<> refresh();

  const Kind& kind() const { return kind_; }

 private:
  struct Index {
    IndexValues values;
    std::unordered_map<std::string, std::map<Key, Cached>> entries;
  };
  Task<> list_once(std::string from);
  Task<> watch_once();
  void replace_all(List list);
  void put(json::Value object);
  void remove(const Key& key);
  void store(const Key& key, Cached after);
  void advance(std::string_view resource_version);
  Cached make(json::Value object) const;

  Client& client_;
  const Kind& kind_;
  Selection selection_;
  Decode decode_;
  std::function<void(json::Value&)> strip_;
  Log log_;
  std::map<Key, Cached> objects_;
  std::map<std::string, Index> indexes_;
  std::vector<OnChange> handlers_;
  std::string resource_version_;  ///< where the next watch begins; empty: list first
  std::string list_from_ = "0";   ///< what the next list asks for
  SteadyTime watching_since_ = SteadyTime::max();
  std::uint64_t seen_ = 0;
  Event synced_;
  Event advanced_;
};

/// The uid of the owner that controls the object, or empty.
std::string controller_uid(const json::Value& object);
/// Index by controller_uid, used by Lister::owned_by.
inline constexpr const char* by_controller = "controller";

}  // namespace coracle::kube
