#pragma once
#include <utility>
#include <vector>

#include "api/kinds.h"
#include "kube/informer.h"
#include "kube/writer.h"
#include "schema/codec.h"

namespace coracle::kube {

/// An object in an informer's cache, as its type: shared by all who look, never modified. To change one: copy, edit,
/// Writer::patch(before, after).
template <class T>
class Seen {
 public:
  Seen() = default;
  explicit Seen(Cached object) : object_(std::move(object)) {}
  const T& operator*() const { return *static_cast<const T*>(object_->decoded.get()); }
  const T* operator->() const { return &**this; }
  explicit operator bool() const { return object_ != nullptr; }
  const CachedObject& cached() const { return *object_; }
  const Key& key() const { return object_->key; }

 private:
  Cached object_;
};

/// Decodes objects of a kind for an Informer.
template <class T>
std::shared_ptr<const void> decode_as(const json::Value& raw) {
  return std::make_shared<const T>(schema::decoded<T>(raw));
}

/// An informer for one typed kind.
template <class T>
std::unique_ptr<Informer> make_informer(Loop::Executor executor, Client& client, Selection selection, Log log) {
  return std::make_unique<Informer>(std::move(executor), client, api::kind_of(static_cast<const T*>(nullptr)),
                                    std::move(selection), decode_as<T>, std::move(log));
}

/// Reads a cache as one type.
template <class T>
class Lister {
 public:
  explicit Lister(const Informer& informer) : informer_(informer) {}
  /// Empty when absent.
  Seen<T> find(const Key& key) const { return Seen<T>(informer_.find(key)); }
  std::vector<Seen<T>> all() const { return typed(informer_.all()); }
  std::vector<Seen<T>> in_namespace(const std::string& ns) const { return typed(informer_.in_namespace(ns)); }
  /// Objects whose controlling owner has that uid.
  std::vector<Seen<T>> owned_by(const std::string& uid) const { return by_index(by_controller, uid); }
  std::vector<Seen<T>> by_index(const std::string& name, const std::string& value) const {
    return typed(informer_.by_index(name, value));
  }

 private:
  static std::vector<Seen<T>> typed(std::vector<Cached> objects) {
    std::vector<Seen<T>> out;
    out.reserve(objects.size());
    for (auto& object : objects) out.emplace_back(std::move(object));
    return out;
  }
  const Informer& informer_;
};

/// Sends changes of one type, and remembers the resource version each write returned: a key is reconciled again only
/// when the cache has seen them (Controller::reads_own(writer.log())).
template <class T>
class Writer {
 public:
  Writer(Client& client, Informer& informer) : raw_(client, informer) {}

  /// What the server made of it: defaults, names and all.
  Task<T> create(T object) {
    auto ns = object.metadata.namespace_;
    auto made = co_await raw_.create(std::move(ns), schema::encode(object));
    co_return schema::decoded<T>(made);
  }
  /// False when one of that name exists already.
  Task<bool> create_if_absent(T object) {
    auto ns = object.metadata.namespace_;
    const auto made = co_await raw_.create_if_absent(std::move(ns), schema::encode(object));
    co_return made.has_value();
  }
  /// Sends the difference; members we do not know stay. Nothing is sent when nothing differs.
  Task<> patch(Seen<T> before, T after) {
    co_await raw_.patch(before.cached(), schema::encode(*before), schema::encode(after));
  }
  /// As patch(), and the object as the server has it then, to go on with in the same pass.
  Task<Seen<T>> patched(Seen<T> before, T after) {
    auto answer = co_await raw_.patch(before.cached(), schema::encode(*before), schema::encode(after));
    co_return seen(std::move(answer));
  }
  /// An answer of the server as a cache would hold it.
  static Seen<T> seen(json::Value answer) {
    auto made = std::make_shared<CachedObject>();
    made->key = {std::string(json::text(answer, {"metadata", "namespace"})),
                 std::string(json::text(answer, {"metadata", "name"}))};
    made->uid = json::text(answer, {"metadata", "uid"});
    made->resource_version = json::text(answer, {"metadata", "resourceVersion"});
    made->decoded = decode_as<T>(answer);
    made->raw = std::move(answer);
    return Seen<T>(std::move(made));
  }
  /// The same for status: through the subresource where the kind has one.
  Task<> patch_status(Seen<T> before, T after) {
    const auto& kind = raw_.kind();
    co_await raw_.patch(before.cached(), schema::encode(*before), schema::encode(after),
                        kind.status_subresource ? "status" : "");
  }
  /// This very object; no error when it is already gone. `options.uid` is set here.
  Task<> remove(Seen<T> object, RemoveOptions options = {}) {
    options.uid = object.cached().uid;
    const Key key = object.key();
    co_await raw_.remove(key, std::move(options));
  }
  WriteLog& log() { return raw_.log(); }

 private:
  RawWriter raw_;
};

}  // namespace coracle::kube
