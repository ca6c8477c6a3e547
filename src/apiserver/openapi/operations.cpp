#include "apiserver/openapi/operations.h"

#include <fmt/core.h>

namespace coracle::apiserver::openapi {
namespace {

constexpr Parameter dry_run{"dryRun", "string", "All: carry the request out without storing anything."};
constexpr Parameter field_manager{"fieldManager", "string", "Name of whoever makes the change, for managedFields."};
constexpr Parameter field_validation{"fieldValidation", "string",
                                     "What to do about unknown fields: Ignore, Warn (the default) or Strict."};
constexpr Parameter force{"force", "boolean", "Of an apply: take over fields that others manage."};
constexpr Parameter field_selector{"fieldSelector", "string", "Only objects whose fields have these values."};
constexpr Parameter label_selector{"labelSelector", "string", "Only objects whose labels match."};
constexpr Parameter most{"limit", "integer", "At most so many objects in one answer."};
constexpr Parameter resume{"continue", "string", "Where the last answer ended."};
constexpr Parameter resource_version{"resourceVersion", "string", "State to answer from."};
constexpr Parameter version_match{"resourceVersionMatch", "string", "How resourceVersion is meant."};
constexpr Parameter timeout_seconds{"timeoutSeconds", "integer", "How long a watch lasts at most."};
constexpr Parameter watch{"watch", "boolean", "Go on with the changes in place of a list."};
constexpr Parameter bookmarks{"allowWatchBookmarks", "boolean", "Tell from time to time how far a watch has come."};
constexpr Parameter grace{"gracePeriodSeconds", "integer", "How long the object may take to end."};
constexpr Parameter propagation{"propagationPolicy", "string", "Orphan, Background or Foreground."};

using Query = std::vector<const Parameter*>;

const Query list_query = {&bookmarks,        &resume,        &field_selector,  &label_selector, &most,
                          &resource_version, &version_match, &timeout_seconds, &watch};
const Query create_query = {&dry_run, &field_manager, &field_validation};
const Query patch_query = {&dry_run, &field_manager, &field_validation, &force};
const Query delete_query = {&dry_run, &grace, &propagation};

/// "rbac.authorization.k8s.io" as "RbacAuthorization", "v1beta1" as "V1beta1", "" as "Core".
std::string camel(std::string_view text) {
  if (text.empty()) return "Core";
  if (text.ends_with(".k8s.io")) text.remove_suffix(7);
  std::string out;
  bool upper = true;
  for (const char c : text) {
    if (c == '.' || c == '-') {
      upper = true;
      continue;
    }
    out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    upper = false;
  }
  return out;
}

class PathsOf {
 public:
  PathsOf(const Resource& resource, const ComponentNames& names) : resource_(resource), names_(names) {}

  std::vector<Path> run() {
    const auto root = resource_.group.empty() ? "/api/" + resource_.version
                                              : fmt::format("/apis/{}/{}", resource_.group, resource_.version);
    const auto base =
        resource_.namespaced ? root + "/namespaces/{namespace}/" + resource_.plural : root + "/" + resource_.plural;
    collection(base);
    if (resource_.review) return std::move(paths_);
    one(base + "/{name}");
    for (const auto& below : resource_.subresources) {
      if (below.name == "status") subresource(base + "/{name}/status", "Status", names_.object, resource_);
      if (below.name == "scale") {
        Resource scale;
        scale.group = "autoscaling";
        scale.version = "v1";
        scale.kind = "Scale";
        subresource(base + "/{name}/scale", "Scale", names_.scale, scale);
      }
    }
    if (resource_.namespaced) {
      auto& path = paths_.emplace_back(Path{root + "/" + resource_.plural, {}});
      auto& list =
          add(path, "get", "list", "list", "ForAllNamespaces", "Lists objects of kind", "", names_.list, list_query);
      list.id =
          fmt::format("list{}{}{}ForAllNamespaces", camel(resource_.group), camel(resource_.version), resource_.kind);
    }
    return std::move(paths_);
  }

 private:
  Operation& add(Path& path, std::string method, std::string action, std::string_view verb, std::string_view suffix,
                 std::string_view says, std::string_view body, std::string_view answer, const Query& query) {
    Operation out;
    out.method = std::move(method);
    out.action = std::move(action);
    out.id = fmt::format("{}{}{}{}{}{}", verb, camel(resource_.group), camel(resource_.version),
                         resource_.namespaced ? "Namespaced" : "", resource_.kind, suffix);
    out.description = fmt::format("{} {}", says, resource_.kind);
    out.body = body;
    out.answer = answer;
    out.query = query;
    out.group = resource_.group;
    out.version = resource_.version;
    out.kind = resource_.kind;
    out.merges_strategically = resource_.rules && resource_.rules->merges_strategically();
    path.operations.push_back(std::move(out));
    return path.operations.back();
  }

  void collection(const std::string& base) {
    auto& path = paths_.emplace_back(Path{base, {}});
    if (!resource_.review && resource_.allows("list"))
      add(path, "get", "list", "list", "", "Lists objects of kind", "", names_.list, list_query);
    if (resource_.allows("create"))
      add(path, "post", "post", "create", "", "Makes an object of kind", names_.object, names_.object, create_query);
    if (!resource_.review && resource_.allows("deletecollection"))
      add(path, "delete", "deletecollection", "deleteCollection", "", "Deletes many objects of kind", "",
          status_component, delete_query);
  }

  void one(const std::string& base) {
    auto& path = paths_.emplace_back(Path{base, {}});
    add(path, "get", "get", "read", "", "Reads an object of kind", "", names_.object, {});
    if (resource_.allows("update"))
      add(path, "put", "put", "replace", "", "Replaces an object of kind", names_.object, names_.object, create_query);
    if (resource_.allows("patch"))
      add(path, "patch", "patch", "patch", "", "Changes parts of an object of kind", patch_component, names_.object,
          patch_query);
    if (resource_.allows("delete"))
      add(path, "delete", "delete", "delete", "", "Deletes an object of kind", "", status_component, delete_query);
  }

  void subresource(const std::string& at, std::string_view suffix, const std::string& component, const Resource& kind) {
    auto& path = paths_.emplace_back(Path{at, {}});
    const auto says = fmt::format("the {} of an object of kind", suffix == "Status" ? "status" : "scale");
    add(path, "get", "get", "read", suffix, "Reads " + says, "", component, {});
    add(path, "put", "put", "replace", suffix, "Replaces " + says, component, component, create_query);
    add(path, "patch", "patch", "patch", suffix, "Changes parts of " + says, patch_component, component, patch_query);
    for (auto& operation : path.operations) {
      operation.group = kind.group;
      operation.version = kind.version;
      operation.kind = kind.kind;
    }
  }

  const Resource& resource_;
  const ComponentNames& names_;
  std::vector<Path> paths_;
};
}  // namespace

std::vector<Path> paths_of(const Resource& resource, const ComponentNames& names) {
  return PathsOf(resource, names).run();
}

std::string_view path_parameter_text(std::string_view name) {
  return name == "namespace" ? "Namespace of the object." : "Name of the object.";
}

}  // namespace coracle::apiserver::openapi
