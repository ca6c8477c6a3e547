#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "api/meta/v1/delete_options.h"
#include "apiserver/rest/body.h"
#include "apiserver/rest/delete_options.h"
#include "apiserver/rest/metadata.h"
#include "apiserver/rest/status.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

namespace {
constexpr std::string_view orphan = "orphan", foreground = "foregroundDeletion";

void read_delete_body(const json::Value& body, DeleteOptions& options) {
  if (!body.is_object()) throw bad_request("the body of a DELETE must be a DeleteOptions object");
  const auto kind = json::text(body, {"kind"});
  if (!kind.empty() && kind != "DeleteOptions")
    throw bad_request(fmt::format("the kind in the data ({}) does not match the expected kind (DeleteOptions)", kind));
  if (const auto* grace = json::find(body, {"gracePeriodSeconds"}); grace != nullptr && grace->is_int64())
    options.grace_seconds = grace->get_int64();
  options.propagation = json::text(body, {"propagationPolicy"});
  if (const auto* orphans = json::find(body, {"orphanDependents"}); orphans != nullptr && orphans->is_bool())
    options.propagation = orphans->get_bool() ? "Orphan" : "Background";
  options.uid = json::text(body, {"preconditions", "uid"});
  options.resource_version = json::text(body, {"preconditions", "resourceVersion"});
  const auto* dry_run = json::find(body, {"dryRun"});
  if (dry_run != nullptr && dry_run->is_array())
    for (const auto& value : dry_run->get_array()) {
      if (!value.is_string() || value.get_string() != "All")
        throw bad_request(
            fmt::format("dryRun: Unsupported value: {}: supported values: \"All\"", json::serialize(value)));
      options.write.dry_run = true;
    }
}

void check_delete_preconditions(const Call& call, const DeleteOptions& options, const StoredObject& object) {
  const auto& name = call.attributes.name;
  if (!options.uid.empty() && options.uid != object.uid())
    throw conflict(
        *call.resource, name,
        fmt::format("the UID in the precondition ({}) does not match the UID in record ({}). The object might "
                    "have been deleted and then recreated",
                    options.uid, object.uid()));
  const auto current = std::to_string(object.revision());
  if (!options.resource_version.empty() && options.resource_version != current)
    throw conflict(
        *call.resource, name,
        fmt::format("the ResourceVersion in the precondition ({}) does not match the ResourceVersion in record "
                    "({}). The object might have been modified",
                    options.resource_version, current));
}

std::vector<std::string> finalizers_for(const Resource& resource, const json::Value& object, std::string policy) {
  auto finalizers = finalizers_of(object);
  const auto has = [&](std::string_view name) { return std::ranges::find(finalizers, name) != finalizers.end(); };
  if (policy.empty()) {
    if (has(orphan) || has(foreground) || resource.default_propagation != "Orphan") return finalizers;
    policy = "Orphan";
  }
  std::erase_if(finalizers, [&](const std::string& name) {
    return (name == orphan && policy != "Orphan") || (name == foreground && policy != "Foreground");
  });
  if (policy == "Orphan" && !has(orphan)) finalizers.emplace_back(orphan);
  if (policy == "Foreground" && !has(foreground)) finalizers.emplace_back(foreground);
  return finalizers;
}

void raise_generation(json::Value& object) {
  auto* generation = metadata_of(object).if_contains("generation");
  if (generation != nullptr && generation->is_int64() && generation->get_int64() > 0)
    *generation = generation->get_int64() + 1;
}

// Marks it as deleted, or shortens the time that an earlier deletion left.
void mark_as_deleted(json::Value& object, const Resource& resource, Graceful graceful, WallTime now) {
  auto& metadata = metadata_of(object);
  const auto* left = metadata.if_contains("deletionGracePeriodSeconds");
  const auto seconds = graceful.graceful ? graceful.seconds : 0;
  if (is_deleted(object) && left != nullptr && left->is_int64() && left->get_int64() <= seconds) return;
  metadata["deletionTimestamp"] = format_time(now + std::chrono::seconds(seconds));
  metadata["deletionGracePeriodSeconds"] = seconds;
  raise_generation(object);
  strategy_of(resource).mark_deleted(object);
}

Task<> admit_deletion(Rest& rest, Call& call, const WriteOptions& options, const json::Value& old) {
  auto& admission = rest.parts().admission;
  auto attributes = call.attributes;
  attributes.verb = "delete";
  if (!admission.handles(Operation::remove, attributes)) co_return;
  auto request = admission_request(call, Operation::remove, options);
  request.attributes = std::move(attributes);
  request.old_object = old;
  co_await admission.mutate(request);
  co_await admission.validate(request);
  call.warnings.insert(call.warnings.end(), request.warnings.begin(), request.warnings.end());
}

void check_may_go(const Call& call) {
  const auto& resource = *call.resource;
  const auto& name = call.attributes.name;
  if (resource.group.empty() && resource.plural == "namespaces" &&
      (name == "default" || name == "kube-system" || name == "kube-public"))
    throw forbidden(resource, name, "this namespace may not be deleted");
}
}  // namespace

DeleteOptions delete_options_of(const Call& call) {
  DeleteOptions options;
  options.write = write_options_of(call);
  if (call.request.body.find_first_not_of(" \t\r\n") != std::string::npos)
    read_delete_body(read_body(call.request, describe(static_cast<const api::meta::v1::DeleteOptions*>(nullptr))),
                     options);
  if (const auto grace = call.target.parameter("gracePeriodSeconds"); !grace.empty()) {
    std::int64_t seconds = 0;
    const auto end = std::from_chars(grace.data(), grace.data() + grace.size(), seconds);
    if (end.ec != std::errc{} || end.ptr != grace.data() + grace.size())
      throw bad_request(fmt::format("gracePeriodSeconds: Invalid value: \"{}\": must be a whole number", grace));
    options.grace_seconds = seconds;
  }
  if (const auto policy = call.target.parameter("propagationPolicy"); !policy.empty()) options.propagation = policy;
  const auto& policy = options.propagation;
  if (!policy.empty() && policy != "Orphan" && policy != "Background" && policy != "Foreground")
    throw Error(Reason::invalid,
                fmt::format("DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Invalid value: "
                            "\"{}\": DeletionPropagation need to be one of \"Foreground\", \"Background\", "
                            "\"Orphan\" or nil",
                            policy));
  // A negative period means now, but not by force: as kube-apiserver, one second.
  if (options.grace_seconds && *options.grace_seconds < 0) options.grace_seconds = 1;
  return options;
}

Task<Deleted> delete_object(Rest& rest, Call& call, DeleteOptions options) {
  const auto& resource = *call.resource;
  const auto key = key_of(call);
  check_may_go(call);
  while (true) {
    const auto stored = find_object(call);
    check_delete_preconditions(call, options, *stored);
    const auto old = served_value(resource, *stored);
    co_await admit_deletion(rest, call, options.write, old);
    auto object = old;
    set_finalizers(object, finalizers_for(resource, old, options.propagation));
    const auto graceful = strategy_of(resource).deletion(old, options.grace_seconds);
    const bool held = !finalizers_of(object).empty() || strategy_of(resource).held(object);
    Write write{Write::Kind::remove, resource.collection, key, {}, stored->revision()};
    if (held || graceful.graceful) {
      mark_as_deleted(object, resource, graceful, rest.parts().clock.now());
      if (json::equal(object, old)) co_return Deleted{stored, false};
      write.kind = Write::Kind::update;
      write.draft = Draft::from(key, stored_value(resource, std::move(object)));
    }
    const bool gone = write.kind == Write::Kind::remove;
    if (options.write.dry_run) co_return Deleted{stored, gone};
    auto written = co_await rest.parts().store.write(std::move(write));
    if (written.outcome == Written::Outcome::done) co_return Deleted{std::move(written.object), gone};
    if (written.outcome == Written::Outcome::missing) throw not_found(resource, call.attributes.name);
  }
}

Task<net::Response> Rest::remove(Call& call) {
  const auto& resource = *call.resource;
  const auto deleted = co_await delete_object(*this, call, delete_options_of(call));
  if (!deleted.gone || resource.returns_deleted) co_return object_response(200, call, parts_, *deleted.object);
  co_return json_response(200, success_status(resource, call.attributes.name, deleted.object->uid()));
}

}  // namespace coracle::apiserver
