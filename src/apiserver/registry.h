#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "apiserver/resource.h"

namespace coracle::apiserver {

class Store;

/// All that is served at one moment; immutable.
class Resources {
 public:
  using Entry = std::shared_ptr<const Resource>;
  Entry find(std::string_view group, std::string_view version, std::string_view plural) const;
  bool has_group_version(std::string_view group, std::string_view version) const;
  bool has_group(std::string_view group) const;
  /// Sorted by group, version, plural.
  std::vector<Entry> all() const;
  std::vector<Entry> of(std::string_view group, std::string_view version) const;
  /// The versions of a group, the preferred one first: v1 before v1beta1 before v1alpha3.
  std::vector<std::string> versions(std::string_view group) const;
  std::vector<std::string> groups() const;
  /// Counts the changes of the registry: what is derived from it (discovery, OpenAPI) is made again when it moves.
  std::uint64_t generation() const { return generation_; }

 private:
  friend class Registry;
  struct Id {
    std::string group, version, plural;
    auto operator<=>(const Id&) const = default;
  };
  /// To look one up without making texts.
  struct IdView {
    std::string_view group, version, plural;
  };
  struct ById {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return std::tuple<std::string_view, std::string_view, std::string_view>(a.group, a.version, a.plural) <
             std::tuple<std::string_view, std::string_view, std::string_view>(b.group, b.version, b.plural);
    }
  };
  std::map<Id, Entry, ById> entries_;
  std::uint64_t generation_ = 0;
};

/// "v2" before "v1" before "v1beta2" before "v1alpha1" before anything else: the order of preference.
bool version_precedes(std::string_view a, std::string_view b);

/// Which resources there are. CustomResourceDefinitions come and go while requests run: each request works on the
/// Resources it took at its start. All calls may be made from any thread.
class Registry {
 public:
  explicit Registry(Store& store);
  std::shared_ptr<const Resources> current() const;
  void add(Resource resource);
  void remove(std::string_view group, std::string_view version, std::string_view plural);
  /// One step for many: takes the old ones away, then adds the new ones.
  void replace(const std::vector<Resources::Entry>& old, std::vector<Resource> now);
  /// Called after each change, on the thread that changed it.
  void on_change(std::function<void()> callback);

 private:
  void edit(const std::function<void(Resources&)>& change);
  Resource prepared(Resource resource);
  Store& store_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Resources> current_;
  std::vector<std::function<void()>> callbacks_;
};

}  // namespace coracle::apiserver
