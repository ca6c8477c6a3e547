#pragma once
#include <compare>
#include <functional>
#include <string>

namespace coracle::kube {

/// Namespace and name of an object; the namespace is empty for kinds of the whole cluster.
struct Key {
  std::string ns;
  std::string name;
  auto operator<=>(const Key&) const = default;
  std::string text() const { return ns.empty() ? name : ns + "/" + name; }
};

}  // namespace coracle::kube

template <>
struct std::hash<coracle::kube::Key> {
  std::size_t operator()(const coracle::kube::Key& key) const noexcept {
    return std::hash<std::string>{}(key.name) * 31 + std::hash<std::string>{}(key.ns);
  }
};
