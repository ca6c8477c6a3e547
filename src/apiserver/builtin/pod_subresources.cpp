#include "apiserver/builtin/pod_subresources.h"

#include <fmt/core.h>

#include "api/core/v1/binding.h"
#include "api/policy/v1/eviction.h"
#include "apiserver/rest/body.h"
#include "apiserver/rest/delete_options.h"
#include "apiserver/rest/metadata.h"
#include "apiserver/rest/status.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver::builtin {
namespace {

net::Response created_status() {
  return json_response(201, json::Value(json::Object{{"kind", "Status"},
                                                     {"apiVersion", "v1"},
                                                     {"metadata", json::Object{}},
                                                     {"status", "Success"},
                                                     {"code", 201}}));
}

/// A body that must be of this kind and, where it says one, of the pod's name.
json::Value read_named(const Call& call, const schema::Struct& table, std::string_view kind) {
  auto body = read_body(call.request, table);
  if (!body.is_object()) throw bad_request(fmt::format("the body must be a {}", kind));
  const auto given = json::text(body, {"kind"});
  if (!given.empty() && given != kind)
    throw bad_request(fmt::format("the kind in the data ({}) does not match the expected kind ({})", given, kind));
  const auto name = json::text(body, {"metadata", "name"});
  if (!name.empty() && name != call.attributes.name)
    throw bad_request("name in URL does not match name in " + std::string(kind) + " object");
  auto& metadata = body.get_object()["metadata"];
  if (!metadata.is_object()) metadata = json::Object{};
  metadata.get_object()["name"] = call.attributes.name;
  metadata.get_object()["namespace"] = call.attributes.namespace_;
  return body;
}

/// Admission of the request to the subresource itself: what KubeVirt's eviction webhook hears.
Task<> admit(Call& call, json::Value& object, const WriteOptions& options) {
  auto& admission = call.rest->parts().admission;
  if (!admission.handles(Operation::create, call.attributes)) co_return;
  auto request = admission_request(call, Operation::create, options);
  request.object = std::move(object);
  co_await admission.mutate(request);
  co_await admission.validate(request);
  object = std::move(request.object);
  call.warnings.insert(call.warnings.end(), request.warnings.begin(), request.warnings.end());
}

void check_target(const Call& call, const json::Value& binding) {
  Resource named;
  named.kind = "Binding";
  FieldErrors errors;
  const auto kind = json::text(binding, {"target", "kind"});
  if (!kind.empty() && kind != "Node")
    errors.push_back({"target.kind", "FieldValueNotSupported",
                      fmt::format("Unsupported value: \"{}\": supported values: \"Node\", \"<empty>\"", kind)});
  if (json::text(binding, {"target", "name"}).empty()) errors.push_back(required_field("target.name"));
  if (!errors.empty()) throw invalid(named, call.attributes.name, std::move(errors));
}

void set_scheduled(json::Value& pod, const std::string& now) {
  auto& conditions = json::at_path(pod, {"status", "conditions"});
  if (!conditions.is_array()) conditions = json::Array{};
  for (auto& condition : conditions.get_array()) {
    if (json::text(condition, {"type"}) != "PodScheduled") continue;
    if (json::text(condition, {"status"}) == "True") return;
    condition = json::Object{{"type", "PodScheduled"}, {"status", "True"}, {"lastTransitionTime", now}};
    return;
  }
  conditions.get_array().push_back(
      json::Object{{"type", "PodScheduled"}, {"status", "True"}, {"lastTransitionTime", now}});
}

Task<net::Response> bind(Call& call) {
  const auto options = write_options_of(call);
  auto binding = read_named(call, describe(static_cast<const api::core::v1::Binding*>(nullptr)), "Binding");
  check_target(call, binding);
  co_await admit(call, binding, options);
  const auto& resource = *call.resource;
  const auto key = key_of(call);
  auto& parts = call.rest->parts();
  while (true) {
    const auto stored = find_object(call);
    const auto uid = json::text(binding, {"metadata", "uid"});
    if (!uid.empty() && uid != stored->uid())
      throw conflict(
          resource, call.attributes.name,
          fmt::format("Precondition failed: UID in precondition: {}, UID in object meta: {}", uid, stored->uid()));
    auto bound = bound_pod(stored->parse(), binding, format_time(parts.clock.now()));
    if (!bound) {
      Resource named;
      named.plural = "pods/binding";
      throw conflict(named, call.attributes.name, bound.error().message());
    }
    if (options.dry_run) co_return created_status();
    Write write{Write::Kind::update, resource.collection, key, Draft::from(key, *bound), stored->revision()};
    const auto written = co_await parts.store.write(std::move(write));
    if (written.outcome == Written::Outcome::done) co_return created_status();
    if (written.outcome == Written::Outcome::missing) throw not_found(resource, call.attributes.name);
  }
}

Task<net::Response> evict(Call& call) {
  auto options = DeleteOptions{};
  options.write = write_options_of(call);
  auto eviction = read_named(call, describe(static_cast<const api::policy::v1::Eviction*>(nullptr)), "Eviction");
  find_object(call);
  if (const auto* dry = json::find(eviction, {"deleteOptions", "dryRun"})) options.write.dry_run |= dry->is_array();
  co_await admit(call, eviction, options.write);
  if (const auto* grace = json::find(eviction, {"deleteOptions", "gracePeriodSeconds"}); grace && grace->is_int64())
    options.grace_seconds = std::max<std::int64_t>(grace->get_int64(), 0);
  options.uid = json::text(eviction, {"deleteOptions", "preconditions", "uid"});
  options.resource_version = json::text(eviction, {"deleteOptions", "preconditions", "resourceVersion"});
  options.propagation = json::text(eviction, {"deleteOptions", "propagationPolicy"});
  Call deletion = call;
  deletion.attributes.subresource.clear();
  co_await delete_object(*call.rest, deletion, std::move(options));
  call.warnings = std::move(deletion.warnings);
  co_return created_status();
}
}  // namespace

Result<json::Value> bound_pod(const json::Value& pod, const json::Value& binding, const std::string& now) {
  const auto refused = [](std::string why) { return Error(Reason::conflict, std::move(why)); };
  const auto name = json::text(pod, {"metadata", "name"});
  if (is_deleted(pod)) return refused(fmt::format("pod {} is being deleted, cannot be assigned to a host", name));
  if (const auto node = json::text(pod, {"spec", "nodeName"}); !node.empty())
    return refused(fmt::format("pod {} is already assigned to node \"{}\"", name, node));
  const auto* gates = json::find(pod, {"spec", "schedulingGates"});
  if (gates != nullptr && gates->is_array() && !gates->get_array().empty())
    return refused(fmt::format("pod {} has non-empty .spec.schedulingGates", name));
  auto out = pod;
  json::at_path(out, {"spec", "nodeName"}) = json::text(binding, {"target", "name"});
  if (const auto* notes = json::find(binding, {"metadata", "annotations"}); notes != nullptr && notes->is_object())
    for (const auto& [note, value] : notes->get_object()) json::at_path(out, {"metadata", "annotations", note}) = value;
  set_scheduled(out, now);
  return out;
}

SubresourceHandler pod_binding() {
  return [](Call& call) { return bind(call); };
}
SubresourceHandler pod_eviction() {
  return [](Call& call) { return evict(call); };
}

}  // namespace coracle::apiserver::builtin
