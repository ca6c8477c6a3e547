#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apiserver/registry.h"
#include "base/task.h"
#include "net/http.h"

namespace coracle::apiserver {

/// What a request asks for, as authorization and admission see it.
struct Attributes {
  std::string verb;  ///< get list watch create update patch delete deletecollection; for a path: get post put ...
  bool is_resource = false;
  std::string group, version, resource, subresource, namespace_, name;
  std::string path;  ///< "/healthz"
};

/// Who sent a request. One for the server, called from all its loops: implementations are thread-safe.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// Nothing when the request carries no credential this one knows. Throws Error(unauthorized) for a wrong one.
  virtual Task<std::optional<net::User>> authenticate(const net::Request& request) = 0;
};

struct Decision {
  bool allowed = false;
  std::string reason;  ///< of a refusal; follows `pods is forbidden: User "x" cannot list resource ... : `
};

class Authorizer {
 public:
  virtual ~Authorizer() = default;
  virtual Task<Decision> authorize(const net::User& user, const Attributes& attributes) = 0;
};

enum class Operation { create, update, remove, connect };
/// "CREATE", "UPDATE", "DELETE", "CONNECT".
std::string_view to_string(Operation operation);

/// A write on its way to the store.
struct AdmissionRequest {
  Operation operation = Operation::create;
  const Resource* resource = nullptr;
  Attributes attributes;
  net::User user;
  json::Value object;      ///< null for a delete; mutate() may change it
  json::Value old_object;  ///< null for a create
  json::Value options;     ///< CreateOptions ...
  bool dry_run = false;
  std::vector<std::string> warnings;  ///< sent as Warning headers
};

/// Changes and refuses writes: built-in plugins and webhooks. Throws Error to refuse.
class Admission {
 public:
  virtual ~Admission() = default;
  /// False: neither of the two below need be called.
  virtual bool handles(Operation operation, const Attributes& attributes) const = 0;
  virtual Task<> mutate(AdmissionRequest& request) = 0;
  virtual Task<> validate(AdmissionRequest& request) = 0;
};

class Rest;

/// One request on its way through the server; lives as long as the request's task.
struct Call {
  const net::Request& request;
  net::Target target;
  net::User user;
  Attributes attributes;
  std::shared_ptr<const Resources> resources;  ///< what was served when the request came
  std::shared_ptr<const Resource> resource;    ///< null for paths that name none
  std::vector<std::string> warnings;           ///< become Warning headers of the answer
  Rest* rest = nullptr;                        ///< for subresources that read and write objects
};

/// Serves paths that are no objects of the store: discovery, OpenAPI, aggregated groups. Asked, after authorization,
/// in the order the server was given them, before REST. One for all loops.
class PathHandler {
 public:
  virtual ~PathHandler() = default;
  virtual bool serves(const Call& call) const = 0;
  virtual Task<net::Response> serve(Call& call) = 0;
};

/// How a client wants objects drawn.
struct TableRequest {
  std::string group_version;   ///< "meta.k8s.io/v1"
  std::string include_object;  ///< None, Metadata (the default) or Object
  bool headers = true;         ///< false in a watch after its first event
};

/// Draws objects as a meta.k8s.io Table. `metadata` is that of the list, or null.
class Tables {
 public:
  virtual ~Tables() = default;
  virtual std::string render(const Resource& resource, const TableRequest& request,
                             const std::vector<json::Value>& objects, const json::Value& metadata) const = 0;
};

}  // namespace coracle::apiserver
