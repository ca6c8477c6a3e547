#pragma once
#include <memory>
#include <vector>

#include "api/admissionregistration/v1/mutating_webhook_configuration.h"
#include "api/admissionregistration/v1/validating_webhook_configuration.h"
#include "apiserver/admission/match_condition.h"
#include "apiserver/pipeline.h"
#include "apiserver/store/object.h"

namespace coracle::apiserver::admission {

/// One webhook of a configuration, mutating or validating.
struct Webhook {
  std::string configuration;
  bool mutating = false;
  /// What both kinds have; of validating ones, the part that they share.
  api::admissionregistration::v1::MutatingWebhook settings;
  /// settings.match_conditions, in their order.
  std::vector<MatchCondition> conditions{};

  bool ignores_failure() const { return settings.failure_policy == "Ignore"; }
  bool asked_again() const { return settings.reinvocation_policy == "IfNeeded"; }
};

/// The webhooks of both kinds in the order they are asked: by configuration, then as they are listed.
using Webhooks = std::vector<std::shared_ptr<const Webhook>>;

/// Which version of a resource a webhook wants to see: that of the request, or, where it matches equivalent ones,
/// another that it names. Nothing when it does not want the write at all.
std::optional<std::string> wanted_version(const Webhook& webhook, Operation operation, const Attributes& attributes,
                                          bool namespaced, const Resources& resources);

/// As Kubernetes matches labels: all parts must hold.
bool selects(const api::meta::v1::LabelSelector& selector, const Labels& labels);
/// metadata.labels of an object.
Labels labels_of(const json::Value& object);

}  // namespace coracle::apiserver::admission
