#include <fmt/core.h>

#include "apiserver/rest/body.h"
#include "apiserver/rest/metadata.h"
#include "apiserver/rest/patch.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/write.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

namespace {
constexpr int name_attempts = 8;  // of generateName, as kube-apiserver

// A namespace must be there and must not be ending. Events and the like go the same way.
void check_namespace(const Call& call, std::string_view name) {
  if (!call.resource->namespaced) return;
  const auto namespaces = call.resources->find("", "v1", "namespaces");
  if (!namespaces) return;
  const auto& wanted = call.attributes.namespace_;
  const auto found = namespaces->collection->snapshot()->find(wanted);
  if (!found) throw not_found(*namespaces, wanted);
  if (found->text().find("\"deletionTimestamp\"") == std::string::npos || !is_deleted(found->parse())) return;
  const auto why = fmt::format("unable to create new content in namespace {} because it is being terminated", wanted);
  const auto error = forbidden(*call.resource, name, why);
  auto details = *error.details();
  details.causes = {
      {"metadata.namespace", "NamespaceTerminating", fmt::format("namespace {} is being terminated", wanted)}};
  throw Error(Reason::forbidden, error.message(), std::move(details));
}

FieldErrors creation_errors(const Resource& resource, const json::Value& object) {
  auto errors = check_metadata(object, resource);
  const auto add = [&](FieldErrors more) { errors.insert(errors.end(), more.begin(), more.end()); };
  if (resource.rules) add(resource.rules->validate(object));
  add(strategy_of(resource).validate_create(object));
  return errors;
}

// Before and after mutating webhooks, which may put in what is not theirs.
void prepare(Rest& rest, Call& call, json::Value& object, const WriteOptions& options) {
  const auto& resource = *call.resource;
  begin_life(object, resource, rest.parts().clock.now());
  if (resource.has_status()) keep_status(object, nullptr);
  const auto& strategy = strategy_of(resource);
  strategy.prepare_for_create(object);
  // An apply has already said who manages what.
  if (resource.rules && !is_apply(call.request))
    resource.rules->track_managers(object, nullptr, field_manager(rest, call, options));
}
}  // namespace

Task<Replaced> create_object(Rest& rest, Call& call, json::Value object, WriteOptions options) {
  const auto& resource = *call.resource;
  auto& admission = rest.parts().admission;
  check_namespace(call, json::text(object, {"metadata", "name"}));
  const bool admit = admission.handles(Operation::create, call.attributes);
  AdmissionRequest request;
  if (admit) {
    request = admission_request(call, Operation::create, options);
    request.object = std::move(object);
    co_await admission.mutate(request);
    object = std::move(request.object);
    agree_with_path(call, object);
  }
  const bool generated = json::text(object, {"metadata", "name"}).empty();
  prepare(rest, call, object, options);
  const std::string name(json::text(object, {"metadata", "name"}));
  if (auto errors = creation_errors(resource, object); !errors.empty())
    throw invalid(resource, name, std::move(errors));
  for (auto& warning : strategy_of(resource).warnings(object)) call.warnings.push_back(std::move(warning));
  if (admit) {
    request.object = std::move(object);
    request.attributes.name = name;
    co_await admission.validate(request);
    object = std::move(request.object);
    call.warnings.insert(call.warnings.end(), request.warnings.begin(), request.warnings.end());
  }
  for (int attempt = 1;; ++attempt) {
    const auto chosen = json::text(object, {"metadata", "name"});
    auto key = resource.namespaced ? object_key(call.attributes.namespace_, chosen) : std::string(chosen);
    if (options.dry_run) {
      if (resource.collection->snapshot()->find(key)) throw already_exists(resource, chosen);
      co_return Replaced{nullptr, std::move(object)};
    }
    Write write{Write::Kind::create, resource.collection, key, draft_of(resource, key, object), 0};
    auto written = co_await rest.parts().store.write(std::move(write));
    if (written.outcome == Written::Outcome::done) co_return Replaced{std::move(written.object), nullptr};
    if (!generated || attempt == name_attempts) throw already_exists(resource, chosen);
    metadata_of(object)["name"] = generated_name(json::text(object, {"metadata", "generateName"}));
  }
}

Task<net::Response> Rest::create(Call& call) {
  const auto& resource = *call.resource;
  const auto options = write_options_of(call);
  auto object = read_body(call.request, resource.rules.get());
  decode_object(call, object, options.validation);
  if (resource.review) {
    if (resource.namespaced) agree_with_path(call, object);
    const auto answer = co_await resource.review(call, std::move(object));
    co_return value_response(201, call, parts_, answer);
  }
  if (!json::text(object, {"metadata", "resourceVersion"}).empty())
    throw bad_request("resourceVersion should not be set on objects to be created");
  agree_with_path(call, object);
  const auto made = co_await create_object(*this, call, std::move(object), options);
  if (!made.object) co_return value_response(201, call, parts_, made.would_be);
  co_return object_response(201, call, parts_, *made.object);
}

}  // namespace coracle::apiserver
