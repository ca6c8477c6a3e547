#pragma once
#include <string>
#include <vector>

#include "api/admissionregistration/v1/webhook.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::admissionregistration::v1 {

using schema::operator==;

/// Webhooks that may refuse what is written.
struct ValidatingWebhookConfiguration {
  std::string api_version = "admissionregistration.k8s.io/v1";
  std::string kind = "ValidatingWebhookConfiguration";
  meta::v1::ObjectMeta metadata;
  std::vector<ValidatingWebhook> webhooks;
};
const schema::Struct& describe(const ValidatingWebhookConfiguration*);

}  // namespace coracle::api::admissionregistration::v1
