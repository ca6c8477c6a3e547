#pragma once
#include <mutex>

#include "apiserver/admission/caller.h"
#include "apiserver/store/store.h"
#include "base/log.h"

namespace coracle::apiserver::admission {

/// Asks the webhooks of MutatingWebhookConfigurations and ValidatingWebhookConfigurations.
/// https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
/// What was read of the configurations is kept until one of them changes.
class WebhookAdmission final : public Admission {
 public:
  WebhookAdmission(Store& store, const Registry& registry, const ServiceResolver& services, Log log = Log("admission"));
  bool handles(Operation operation, const Attributes& attributes) const override;
  Task<> mutate(AdmissionRequest& request) override;
  Task<> validate(AdmissionRequest& request) override;

 private:
  /// What was read of one collection, and at which revision.
  struct Kept {
    const Collection& collection;
    bool mutating;
    mutable std::mutex mutex;
    mutable std::shared_ptr<const Snapshot> snapshot;
    mutable std::shared_ptr<const Webhooks> webhooks;
  };
  std::shared_ptr<const Webhooks> webhooks(const Kept& kept) const;
  /// The version that the webhook wants to see, where it wants the request at all.
  std::optional<std::string> wants(const Webhook& webhook, const AdmissionRequest& request) const;
  Labels namespace_labels(const AdmissionRequest& request) const;
  /// False when the webhook could not be asked and may be passed over.
  Task<bool> ask(std::shared_ptr<const Webhook> webhook, std::string version, AdmissionRequest& request);

  const Registry& registry_;
  const Collection& namespaces_;
  Kept mutating_, validating_;
  Caller caller_;
  Log log_;
};

}  // namespace coracle::apiserver::admission
