#pragma once
#include <string>
#include <vector>

#include "apiserver/resource.h"

namespace coracle::apiserver::openapi {

/// A query parameter.
struct Parameter {
  std::string_view name;
  std::string_view type;  ///< string, boolean, integer
  std::string_view description;
};

/// One verb of one path, in the terms that both versions of OpenAPI are written from.
struct Operation {
  std::string method;  ///< get, put, post, delete, patch
  std::string action;  ///< x-kubernetes-action: list, get, post, put, patch, delete, deletecollection
  std::string id;      ///< "listCoreV1NamespacedPod"
  std::string description;
  std::string body;    ///< name of a component, or empty
  std::string answer;  ///< name of a component
  std::vector<const Parameter*> query;
  bool merges_strategically = false;  ///< of a patch: clients choose by what is offered
  std::string group, version, kind;
};

struct Path {
  std::string path;  ///< "/api/v1/namespaces/{namespace}/pods/{name}"
  std::vector<Operation> operations;
};

/// Names of a resource's components.
struct ComponentNames {
  std::string object;
  std::string list;
  std::string scale;
};

constexpr std::string_view patch_component = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
constexpr std::string_view status_component = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";

/// Everything that can be asked of a resource by path: itself, its collection, status and scale. Other subresources
/// speak no JSON objects and are left out.
std::vector<Path> paths_of(const Resource& resource, const ComponentNames& names);

/// Description of a path parameter.
std::string_view path_parameter_text(std::string_view name);

}  // namespace coracle::apiserver::openapi
