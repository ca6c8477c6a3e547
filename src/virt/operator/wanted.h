#pragma once
// What is installed into a cluster, as data: a file a concern, each a table. Pure.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/kind.h"
#include "json/value.h"
#include "kube/key.h"

namespace coracle::virt::operator_ {

inline constexpr std::string_view field_manager = "virt-operator";
/// Carried by everything that is installed: `app.kubernetes.io/managed-by=virt-operator`.
inline constexpr std::string_view managed_by_label = "app.kubernetes.io/managed-by";
inline constexpr std::string_view managed_by_selector = "app.kubernetes.io/managed-by=virt-operator";
/// What was applied last, so that an object that is current is not written again.
inline constexpr std::string_view hash_annotation = "coracle.dev/applied-hash";

/// An object as it ought to be, ready for a server-side apply. Its hash is in its annotation.
struct Wanted {
  const api::Kind* kind = nullptr;
  kube::Key key;
  std::string hash;
  json::Value object;
};

/// Puts labels and the hash on it.
Wanted wanted(const api::Kind& kind, json::Value object);

/// What differs from one installation to the next.
struct Installation {
  std::string ca_bundle;  ///< PEM
  bool services = false;  ///< the cluster serves Services
  bool priority_classes = false;
  bool aggregate_roles = true;     ///< kubevirt.io:admin, edit and view add to Kubernetes' own roles
  std::vector<std::string> nodes;  ///< names
};

/// The custom resources of this release: those that have a controller. A kind that is not here is unknown to kubectl.
std::vector<Wanted> definitions();
std::vector<Wanted> service_accounts();
std::vector<Wanted> rbac(const Installation& installation);
/// APIServices, and the Service and PriorityClass where the cluster has such.
std::vector<Wanted> api_services(const Installation& installation);
std::vector<Wanted> webhooks(const Installation& installation);

/// "a|b|c" as a list.
json::Array words(std::string_view list);

}  // namespace coracle::virt::operator_
