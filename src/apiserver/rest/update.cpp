#include <fmt/core.h>

#include "apiserver/rest/body.h"
#include "apiserver/rest/metadata.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/write.h"
#include "apiserver/store/collection.h"

namespace coracle::apiserver {

namespace {
constexpr int overtaken_limit = 5000;  // of a group that is committed together one write wins: say conflict late

// One attempt's objects, in the served version.
struct Attempt {
  ObjectPtr stored;
  json::Value old;
  json::Value object;
  bool conditional = false;  ///< the client named the version it changes
};

void check_preconditions(const Call& call, const Replacement& replacement, Attempt& attempt) {
  const auto& resource = *call.resource;
  const auto& name = call.attributes.name;
  const auto version = json::text(attempt.object, {"metadata", "resourceVersion"});
  const auto current = std::to_string(attempt.stored->revision());
  // A patch starts from the current object, so its version is only a condition where the patch names one; then a patch
  // that is made again on a newer object fails here by itself.
  attempt.conditional = replacement.is_put && !version.empty() && version != "0";
  if (version.empty() || version == "0") {
    if (replacement.is_put && !resource.unconditional_update && replacement.subresource.empty())
      throw invalid(resource, name,
                    {invalid_field("metadata.resourceVersion", "0", "must be specified for an update")});
  } else if (version != current) {
    throw modified_meanwhile(resource, name);
  }
  const auto uid = json::text(attempt.object, {"metadata", "uid"});
  const auto before = json::text(attempt.old, {"metadata", "uid"});
  if (!uid.empty() && uid != before)
    throw conflict(resource, name,
                   fmt::format("Precondition failed: UID in precondition: {}, UID in object meta: {}", uid, before));
}

void prepare_update(Rest& rest, Call& call, const Replacement& replacement, Attempt& attempt) {
  const auto& resource = *call.resource;
  const auto& strategy = strategy_of(resource);
  keep_system_fields(attempt.object, attempt.old);
  if (replacement.subresource == "finalize") {
    keep_all_but_finalizers(attempt.object, attempt.old);
  } else if (replacement.subresource == "status") {
    keep_all_but_status(attempt.object, attempt.old, resource.custom);
    strategy.prepare_for_status_update(attempt.object, attempt.old);
  } else {
    if (resource.has_status()) keep_status(attempt.object, &attempt.old);
    strategy.prepare_for_update(attempt.object, attempt.old);
    if (resource.counts_generation)
      count_generation(attempt.object, attempt.old, resource.custom && !resource.has_status());
  }
  if (resource.rules && !replacement.is_apply)
    resource.rules->track_managers(attempt.object, &attempt.old, field_manager(rest, call, replacement.options));
}

void check_update(Call& call, const Replacement& replacement, const Attempt& attempt) {
  const auto& resource = *call.resource;
  const auto& strategy = strategy_of(resource);
  auto errors = check_metadata_update(attempt.object, attempt.old);
  const auto add = [&](FieldErrors more) { errors.insert(errors.end(), more.begin(), more.end()); };
  add(check_metadata(attempt.object, resource));
  if (resource.rules) {
    add(resource.rules->validate(attempt.object));
    add(resource.rules->validate_update(attempt.object, attempt.old));
  }
  add(replacement.subresource == "status" ? strategy.validate_status_update(attempt.object, attempt.old)
                                          : strategy.validate_update(attempt.object, attempt.old));
  if (!errors.empty()) throw invalid(resource, call.attributes.name, std::move(errors));
  for (auto& warning : strategy.warnings(attempt.object)) call.warnings.push_back(std::move(warning));
}

Task<> admit_update(Rest& rest, Call& call, const Replacement& replacement, Attempt& attempt) {
  auto& admission = rest.parts().admission;
  if (!admission.handles(Operation::update, call.attributes)) {
    prepare_update(rest, call, replacement, attempt);
    check_update(call, replacement, attempt);
    co_return;
  }
  auto request = admission_request(call, Operation::update, replacement.options);
  // What an update leaves out or may not touch is settled first, so that webhooks see what would be stored.
  prepare_update(rest, call, replacement, attempt);
  request.object = std::move(attempt.object);
  request.old_object = attempt.old;
  co_await admission.mutate(request);
  attempt.object = std::move(request.object);
  agree_with_path(call, attempt.object);
  prepare_update(rest, call, replacement, attempt);
  check_update(call, replacement, attempt);
  request.object = attempt.object;
  co_await admission.validate(request);
  for (auto& warning : request.warnings) call.warnings.push_back(std::move(warning));
}

// Nothing holds a deleted object any more: the update that freed it takes it away.
bool ends_with_this(const Resource& resource, const Attempt& attempt) {
  if (!is_deleted(attempt.old) || !finalizers_of(attempt.object).empty()) return false;
  const auto* grace = json::find(attempt.object, {"metadata", "deletionGracePeriodSeconds"});
  if (grace != nullptr && grace->is_int64() && grace->get_int64() != 0) return false;
  return !strategy_of(resource).held(attempt.object);
}

bool changes_nothing(const Attempt& attempt) {
  auto now = attempt.object;
  metadata_of(now)["resourceVersion"] = std::to_string(attempt.stored->revision());
  return json::equal(now, attempt.old);
}
}  // namespace

Task<Replaced> replace_object(Rest& rest, Call& call, Replacement replacement) {
  const auto& resource = *call.resource;
  const auto key = key_of(call);
  const auto earlier_warnings = call.warnings;
  for (int attempts = 0; attempts < overtaken_limit; ++attempts) {
    call.warnings = earlier_warnings;
    Attempt attempt;
    attempt.stored = find_object(call);
    attempt.old = served_value(resource, *attempt.stored);
    attempt.object = replacement.make(attempt.old);
    decode_object(call, attempt.object, replacement.options.validation);
    agree_with_path(call, attempt.object);
    check_preconditions(call, replacement, attempt);
    co_await admit_update(rest, call, replacement, attempt);
    if (ends_with_this(resource, attempt)) {
      if (replacement.options.dry_run) co_return Replaced{nullptr, std::move(attempt.object)};
      Write last{Write::Kind::remove, resource.collection, key, draft_of(resource, key, attempt.object),
                 attempt.stored->revision()};
      auto removed = co_await rest.parts().store.write(std::move(last));
      if (removed.outcome == Written::Outcome::done) co_return Replaced{std::move(removed.object), nullptr};
      if (removed.outcome == Written::Outcome::missing) throw not_found(resource, call.attributes.name);
    } else {
      if (changes_nothing(attempt)) co_return Replaced{std::move(attempt.stored), nullptr};
      if (replacement.options.dry_run) co_return Replaced{nullptr, std::move(attempt.object)};
      Write write{Write::Kind::update, resource.collection, key, draft_of(resource, key, attempt.object),
                  attempt.stored->revision()};
      auto written = co_await rest.parts().store.write(std::move(write));
      if (written.outcome == Written::Outcome::done) co_return Replaced{std::move(written.object), nullptr};
      if (written.outcome == Written::Outcome::missing) throw not_found(resource, call.attributes.name);
    }
    if (attempt.conditional) throw modified_meanwhile(resource, call.attributes.name);
  }
  throw modified_meanwhile(resource, call.attributes.name);
}

net::Response replaced_response(const Rest& rest, const Call& call, const Replaced& replaced) {
  if (replaced.object) return object_response(200, call, rest.parts(), *replaced.object);
  return value_response(200, call, rest.parts(), replaced.would_be);
}

Task<net::Response> Rest::update(Call& call) {
  const auto options = write_options_of(call);
  auto body = read_body(call.request, call.resource->rules.get());
  if (!find_object_or_null(call) && call.resource->create_on_update && call.attributes.subresource.empty()) {
    decode_object(call, body, options.validation);
    agree_with_path(call, body);
    const auto made = co_await create_object(*this, call, std::move(body), options);
    if (!made.object) co_return value_response(201, call, parts_, made.would_be);
    co_return object_response(201, call, parts_, *made.object);
  }
  Replacement replacement;
  replacement.make = [&body](const json::Value&) { return body; };
  replacement.options = options;
  replacement.subresource = call.attributes.subresource;
  replacement.is_put = true;
  const auto replaced = co_await replace_object(*this, call, std::move(replacement));
  co_return replaced_response(*this, call, replaced);
}

}  // namespace coracle::apiserver
