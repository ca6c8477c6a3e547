#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apiserver/rules.h"
#include "base/error.h"
#include "json/value.h"

namespace coracle::net {
struct Response;
}

namespace coracle::apiserver {

class Collection;
struct Call;

/// A column of a Table answer, as a CustomResourceDefinition's additionalPrinterColumns has it.
struct Column {
  std::string name;
  std::string type = "string";  ///< integer, number, string, boolean, date
  std::string format = {};
  std::string description = {};
  int priority = 0;            ///< above 0: only in the wide form
  std::string json_path = {};  ///< ".status.phase"; empty when `Resource::cells` fills the column
};

/// What names must look like. https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
enum class NameRule {
  subdomain,     ///< RFC 1123, 253 characters
  label,         ///< RFC 1123, 63 characters
  service,       ///< RFC 1035, 63 characters
  path_segment,  ///< anything but ".", "..", "/" and "%": RBAC's names
};

/// Serves one subresource of one object. `status` and `scale` have no such handler: REST itself serves them.
using SubresourceHandler = std::function<Task<net::Response>(Call&)>;

struct Subresource {
  std::string name;  ///< "status", "scale", "log", "proxy"
  std::vector<std::string> verbs;
  std::string group, version, kind;  ///< of the body, where it differs from the parent's; empty otherwise
  SubresourceHandler handler = {};
  /// Of scale: where the numbers are. An object without a selector path has no status.selector.
  std::string spec_replicas_path = ".spec.replicas";
  std::string status_replicas_path = ".status.replicas";
  std::string selector_path = {};
};

/// A kind as one version of one group serves it. Built-in kinds and those of CustomResourceDefinitions are the same to
/// REST. Immutable once registered; versions of one kind share `storage`.
struct Resource {
  std::string group;  ///< "" for the core group
  std::string version;
  std::string kind;
  std::string list_kind;  ///< empty: kind + "List"
  std::string plural;
  std::string singular;
  std::vector<std::string> short_names;
  std::vector<std::string> categories;
  bool namespaced = true;
  bool custom = false;             ///< from a CustomResourceDefinition: no strategic merge, structural rules
  std::vector<std::string> verbs;  ///< empty: all eight

  /// Where objects live, shared by the versions of a kind: "configmaps", "virtualmachines.kubevirt.io".
  std::string storage;
  /// The apiVersion that stored objects carry; empty: that of this version.
  std::string storage_api_version;
  /// What changes between this version and the stored one besides apiVersion and kind. Null where nothing does.
  std::function<void(json::Value&)> to_storage;
  std::function<void(json::Value&)> from_storage;

  std::shared_ptr<const ObjectRules> rules;  ///< null: any object is right
  std::shared_ptr<const Strategy> strategy;  ///< null: Strategy{}
  std::vector<Subresource> subresources;
  std::vector<std::string> selectable_fields;  ///< "spec.nodeName"; metadata.name and .namespace go without saying
  NameRule name_rule = NameRule::subdomain;
  bool counts_generation = true;     ///< metadata.generation counts changes outside metadata and a guarded status
  bool unconditional_update = true;  ///< PUT without resourceVersion is taken
  bool returns_deleted = false;      ///< DELETE answers the object in place of a Status: pods
  bool create_on_update = false;     ///< PUT of an absent object makes it
  std::string default_propagation = "Background";
  std::string deprecation;  ///< a warning that every answer carries; empty: none

  std::vector<Column> columns;
  /// The cells of one row where columns have no json_path; the hook of built-in kinds.
  std::function<json::Array(const json::Value& object)> cells;

  /// A kind that is never stored (SubjectAccessReview, TokenReview): POST gives the object to this and answers what
  /// comes back. `storage` is empty then.
  std::function<Task<json::Value>(Call&, json::Value)> review;

  /// Set by the registry.
  Collection* collection = nullptr;

  std::string api_version() const { return group.empty() ? version : group + "/" + version; }
  /// "deployments.apps", "pods": how messages name the resource.
  std::string qualified() const { return group.empty() ? plural : plural + "." + group; }
  /// "Deployment.apps", "Pod": how messages about invalid objects name the kind.
  std::string qualified_kind() const { return group.empty() ? kind : kind + "." + group; }
  std::string list_kind_or_default() const { return list_kind.empty() ? kind + "List" : list_kind; }
  std::string stored_api_version() const { return storage_api_version.empty() ? api_version() : storage_api_version; }
  const Subresource* subresource(std::string_view name) const;
  bool has_status() const { return subresource("status") != nullptr; }
  bool allows(std::string_view verb) const;
};

}  // namespace coracle::apiserver
