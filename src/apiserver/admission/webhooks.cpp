#include "apiserver/admission/webhooks.h"

#include <fmt/core.h>

#include <algorithm>

#include "apiserver/admission/review.h"
#include "base/random.h"
#include "json/patch.h"
#include "schema/codec.h"

namespace coracle::apiserver::admission {
namespace {

namespace v1 = api::admissionregistration::v1;

v1::MutatingWebhook shared_part(const v1::MutatingWebhook& webhook) { return webhook; }
v1::MutatingWebhook shared_part(const v1::ValidatingWebhook& webhook) {
  v1::MutatingWebhook out;
  out.name = webhook.name;
  out.client_config = webhook.client_config;
  out.rules = webhook.rules;
  out.failure_policy = webhook.failure_policy;
  out.match_policy = webhook.match_policy;
  out.namespace_selector = webhook.namespace_selector;
  out.object_selector = webhook.object_selector;
  out.match_conditions = webhook.match_conditions;
  out.side_effects = webhook.side_effects;
  out.timeout_seconds = webhook.timeout_seconds;
  out.admission_review_versions = webhook.admission_review_versions;
  return out;
}

template <class Configuration>
void read_webhooks(const json::Value& value, bool mutating, Webhooks& out) {
  const auto configuration = schema::decode<Configuration>(value);
  if (!configuration) throw configuration.error();
  for (const auto& webhook : configuration->webhooks) {
    Webhook made{configuration->metadata.name, mutating, shared_part(webhook)};
    for (const auto& condition : made.settings.match_conditions)
      made.conditions.push_back(MatchCondition::compile(condition.expression).take());
    out.push_back(std::make_shared<const Webhook>(std::move(made)));
  }
}

/// One condition that is false is enough not to ask; one that cannot be judged counts only where none is.
bool conditions_hold(const Webhook& webhook, const AdmissionRequest& request, const std::string& version) {
  if (webhook.conditions.empty()) return true;
  const auto review = review_request(request, version, "");
  const auto& asked = review.at("request");
  const json::Value variables =
      json::Object{{"object", asked.at("object")}, {"oldObject", asked.at("oldObject")}, {"request", asked}};
  std::string wrong;
  for (std::size_t i = 0; i < webhook.conditions.size(); ++i) {
    const auto holds = webhook.conditions[i].holds(variables);
    if (holds && !*holds) return false;
    if (!holds && wrong.empty())
      wrong = fmt::format("matchCondition \"{}\" of webhook \"{}\" cannot be judged: {}",
                          webhook.settings.match_conditions[i].name, webhook.settings.name, holds.error().message());
  }
  if (wrong.empty()) return true;
  if (webhook.ignores_failure()) return false;
  throw Error(Reason::forbidden, std::move(wrong));
}

/// Nobody could repair a webhook that stands in its own way.
bool is_exempt(const Attributes& attributes) {
  return attributes.group == "admissionregistration.k8s.io" &&
         (attributes.resource == "mutatingwebhookconfigurations" ||
          attributes.resource == "validatingwebhookconfigurations");
}

void apply_patch_of(const Webhook& webhook, const json::Value& steps, const Attributes& attributes,
                    const std::string& version, json::Value& object) {
  const auto wrong = [&](const Error& error) {
    return Error(Reason::internal_error,
                 fmt::format("Internal error occurred: the patch of webhook \"{}\" cannot be applied: {}",
                             webhook.settings.name, error.message()));
  };
  const auto patch = json::parse_patch(steps);
  if (!patch) throw wrong(patch.error());
  // A patch is made for the version that was shown.
  const auto own = object.as_object().at("apiVersion");
  if (version != attributes.version)
    object.get_object()["apiVersion"] = attributes.group.empty() ? version : attributes.group + "/" + version;
  auto patched = json::apply_patch(object, *patch);
  if (!patched) throw wrong(patched.error());
  if (!patched->is_object() || json::find(*patched, {"metadata"}) == nullptr)
    throw wrong(Error(Reason::invalid, "what it leaves is no object"));
  patched->get_object()["apiVersion"] = own;
  object = std::move(*patched);
}
}  // namespace

WebhookAdmission::WebhookAdmission(Store& store, const Registry& registry, const ServiceResolver& services, Log log)
    : registry_(registry),
      namespaces_(store.collection("namespaces")),
      mutating_{store.collection("mutatingwebhookconfigurations.admissionregistration.k8s.io"), true, {}, {}, {}},
      validating_{store.collection("validatingwebhookconfigurations.admissionregistration.k8s.io"), false, {}, {}, {}},
      caller_(services),
      log_(std::move(log)) {}

std::shared_ptr<const Webhooks> WebhookAdmission::webhooks(const Kept& kept) const {
  const std::lock_guard lock(kept.mutex);
  auto now = kept.collection.snapshot();
  if (kept.webhooks && now == kept.snapshot) return kept.webhooks;
  auto list = std::make_shared<Webhooks>();
  now->each("", "", [&](const ObjectPtr& object) {
    try {
      if (kept.mutating)
        read_webhooks<v1::MutatingWebhookConfiguration>(object->parse(), true, *list);
      else
        read_webhooks<v1::ValidatingWebhookConfiguration>(object->parse(), false, *list);
    } catch (const Error& error) {
      log_.error("a webhook configuration cannot be read", {{"name", object->key()}, {"error", error.message()}});
    }
    return true;
  });
  kept.snapshot = std::move(now);
  kept.webhooks = std::move(list);
  return kept.webhooks;
}

bool WebhookAdmission::handles(Operation operation, const Attributes& attributes) const {
  if (is_exempt(attributes)) return false;
  const auto resources = registry_.current();
  const auto resource = resources->find(attributes.group, attributes.version, attributes.resource);
  if (!resource) return false;
  for (const auto* kept : {&mutating_, &validating_})
    for (const auto& webhook : *webhooks(*kept))
      if (wanted_version(*webhook, operation, attributes, resource->namespaced, *resources)) return true;
  return false;
}

Labels WebhookAdmission::namespace_labels(const AdmissionRequest& request) const {
  // A namespace is chosen by its own labels, those it is about to have.
  if (request.attributes.group.empty() && request.attributes.resource == "namespaces")
    return labels_of(request.object.is_object() ? request.object : request.old_object);
  const auto found = namespaces_.snapshot()->find(request.attributes.namespace_);
  return found ? found->labels() : Labels{};
}

std::optional<std::string> WebhookAdmission::wants(const Webhook& webhook, const AdmissionRequest& request) const {
  const auto& asked = request.attributes;
  auto version = wanted_version(webhook, request.operation, asked, request.resource->namespaced, *registry_.current());
  if (!version) return version;
  const bool is_namespace = asked.group.empty() && asked.resource == "namespaces";
  if (webhook.settings.namespace_selector && (request.resource->namespaced || is_namespace) &&
      !selects(*webhook.settings.namespace_selector, namespace_labels(request)))
    return std::nullopt;
  if (webhook.settings.object_selector) {
    const auto& selector = *webhook.settings.object_selector;
    const bool chosen = (request.object.is_object() && selects(selector, labels_of(request.object))) ||
                        (request.old_object.is_object() && selects(selector, labels_of(request.old_object)));
    if (!chosen) return std::nullopt;
  }
  if (!conditions_hold(webhook, request, *version)) return std::nullopt;
  return version;
}

Task<bool> WebhookAdmission::ask(std::shared_ptr<const Webhook> webhook, std::string version,
                                 AdmissionRequest& request) {
  const auto& settings = webhook->settings;
  if (request.dry_run && settings.side_effects != "None" && settings.side_effects != "NoneOnDryRun")
    throw Error(Reason::bad_request, fmt::format("admission webhook \"{}\" does not support dry run", settings.name));
  const auto uid = random_uuid();
  auto question = json::serialize(review_request(request, version, uid));
  std::string failure;
  Verdict verdict;
  try {
    const auto answer = co_await caller_.call(webhook, std::move(question));
    verdict = read_verdict(answer, uid, webhook->mutating).take();
  } catch (const Error& error) {
    failure = error.message();
    if (!failure.starts_with("Internal error"))
      failure = fmt::format("Internal error occurred: failed calling webhook \"{}\": {}", settings.name, failure);
  }
  if (!failure.empty()) {
    if (!webhook->ignores_failure()) throw Error(Reason::internal_error, failure);
    log_.warning("a webhook that may fail did", {{"webhook", settings.name}, {"error", failure}});
    co_return false;
  }
  for (auto& warning : verdict.warnings) request.warnings.push_back(std::move(warning));
  if (!verdict.allowed) throw denial(settings.name, verdict.status);
  if (verdict.patch && request.object.is_object())
    apply_patch_of(*webhook, *verdict.patch, request.attributes, version, request.object);
  co_return true;
}

Task<> WebhookAdmission::mutate(AdmissionRequest& request) {
  const auto all = webhooks(mutating_);
  std::vector<std::pair<std::shared_ptr<const Webhook>, json::Value>> again;
  for (const auto& webhook : *all) {
    auto version = wants(*webhook, request);
    if (!version) continue;
    const bool asked = co_await ask(webhook, std::move(*version), request);
    if (asked && webhook->asked_again()) again.emplace_back(webhook, request.object);
  }
  // Once more for those that want to see what others made of the object after them.
  for (auto& [webhook, left] : again) {
    if (json::equal(left, request.object)) continue;
    auto version = wants(*webhook, request);
    if (version) co_await ask(webhook, std::move(*version), request);
  }
}

Task<> WebhookAdmission::validate(AdmissionRequest& request) {
  const auto all = webhooks(validating_);
  for (const auto& webhook : *all) {
    auto version = wants(*webhook, request);
    if (version) co_await ask(webhook, std::move(*version), request);
  }
}

}  // namespace coracle::apiserver::admission
