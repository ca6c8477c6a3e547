#include <fmt/ranges.h>

#include "apiserver/rest/body.h"
#include "apiserver/rest/list_options.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/write.h"
#include "schema/duplicates.h"

namespace coracle::apiserver {

namespace {
std::string manager_of(const Call& call) {
  if (const auto named = call.target.parameter("fieldManager"); !named.empty()) return std::string(named);
  const auto agent = call.request.headers.get("User-Agent");
  return std::string(agent.substr(0, std::min(agent.find('/'), agent.find(' '))));
}

Error unsupported_option(std::string_view name, std::string_view value, std::string_view supported) {
  return bad_request(fmt::format("{}: Unsupported value: \"{}\": supported values: {}", name, value, supported));
}

Error cannot_handle(const Resource& resource, std::string_view why) {
  return bad_request(fmt::format("{} in version \"{}\" cannot be handled as a {}: {}", resource.kind, resource.version,
                                 resource.kind, why));
}
}  // namespace

WriteOptions write_options_of(const Call& call) {
  WriteOptions options;
  for (const auto value : call.target.parameters("dryRun")) {
    if (value != "All") throw unsupported_option("dryRun", value, "\"All\"");
    options.dry_run = true;
  }
  const auto validation = call.target.parameter("fieldValidation");
  if (validation == "Ignore")
    options.validation = FieldValidation::ignore;
  else if (validation == "Strict")
    options.validation = FieldValidation::strict;
  else if (!validation.empty() && validation != "Warn")
    throw unsupported_option("fieldValidation", validation, "\"Ignore\", \"Strict\", \"Warn\"");
  options.manager = manager_of(call);
  if (options.manager.size() > 128) throw bad_request("fieldManager: Too long: may not be more than 128 bytes");
  options.force = parse_bool("force", call.target.parameter("force")).value_or(false);
  return options;
}

json::Value options_value(std::string_view kind, const WriteOptions& options) {
  json::Object value{{"kind", kind}, {"apiVersion", "meta.k8s.io/v1"}};
  if (options.dry_run) value["dryRun"] = json::Array{"All"};
  if (!options.manager.empty()) value["fieldManager"] = options.manager;
  return value;
}

FieldManager field_manager(const Rest& rest, const Call& call, const WriteOptions& options) {
  FieldManager manager;
  manager.name = options.manager.empty() ? "unknown" : options.manager;
  manager.api_version = call.resource->api_version();
  manager.subresource = call.attributes.subresource;
  manager.now = rest.parts().clock.now();
  manager.force = options.force;
  return manager;
}

AdmissionRequest admission_request(const Call& call, Operation operation, const WriteOptions& options) {
  AdmissionRequest request;
  request.operation = operation;
  request.resource = call.resource.get();
  request.attributes = call.attributes;
  request.user = call.user;
  request.dry_run = options.dry_run;
  const auto kind = operation == Operation::create   ? "CreateOptions"
                    : operation == Operation::remove ? "DeleteOptions"
                                                     : "UpdateOptions";
  request.options = options_value(kind, options);
  return request;
}

void decode_kind(const Call& call, json::Value& object) {
  const auto& resource = *call.resource;
  if (!object.is_object()) throw bad_request("couldn't get version/kind; json parse error: the body is no JSON object");
  auto& members = object.get_object();
  const auto version = json::text(object, {"apiVersion"});
  const auto kind = json::text(object, {"kind"});
  if (!version.empty() && version != resource.api_version())
    throw bad_request(fmt::format("the API version in the data ({}) does not match the expected API version ({})",
                                  version, resource.api_version()));
  if (!kind.empty() && kind != resource.kind)
    throw bad_request(
        fmt::format("the kind in the data ({}) does not match the expected kind ({})", kind, resource.kind));
  members["apiVersion"] = resource.api_version();
  members["kind"] = resource.kind;
  auto& metadata = members["metadata"];
  if (metadata.is_null()) metadata = json::Object{};
  if (!metadata.is_object())
    throw cannot_handle(resource, fmt::format("json: cannot unmarshal {} into Go struct field {}.metadata of type "
                                              "v1.ObjectMeta",
                                              json::kind_name(metadata), resource.kind));
}

namespace {
/// What strict decoding finds in a body: members that stand twice, then unknown ones. A patch is no object's text.
std::vector<std::string> strict_findings(const Call& call, const std::vector<std::string>& unknown) {
  std::vector<std::string> found;
  if (call.attributes.verb != "patch" && is_json_body(call.request))
    found = schema::duplicate_members(call.request.body);
  for (const auto& field : unknown) found.push_back(fmt::format("unknown field \"{}\"", field));
  return found;
}
}  // namespace

void decode_object(Call& call, json::Value& object, FieldValidation validation) {
  const auto& resource = *call.resource;
  decode_kind(call, object);
  if (!resource.rules) return;
  const auto unknown = resource.rules->decode(object);
  if (!unknown) throw cannot_handle(resource, unknown.error().message());
  if (validation != FieldValidation::ignore) {
    const auto found = strict_findings(call, *unknown);
    if (validation == FieldValidation::strict && !found.empty())
      throw cannot_handle(resource, fmt::format("strict decoding error: {}", fmt::join(found, ", ")));
    call.warnings.insert(call.warnings.end(), found.begin(), found.end());
  }
  resource.rules->set_defaults(object);
}

void agree_with_path(const Call& call, json::Value& object) {
  const auto& asked = call.attributes;
  auto& metadata = object.get_object()["metadata"].as_object();
  if (call.resource->namespaced) {
    const auto given = json::text(object, {"metadata", "namespace"});
    if (!given.empty() && given != asked.namespace_)
      throw bad_request("the namespace of the provided object does not match the namespace sent on the request");
    metadata["namespace"] = asked.namespace_;
  } else if (json::text(object, {"metadata", "namespace"}).empty()) {
    metadata.erase("namespace");
  }
  if (asked.verb == "create") return;
  const auto name = json::text(object, {"metadata", "name"});
  if (name.empty())
    metadata["name"] = asked.name;
  else if (name != asked.name)
    throw bad_request(
        fmt::format("the name of the object ({}) does not match the name on the URL ({})", name, asked.name));
}

}  // namespace coracle::apiserver
