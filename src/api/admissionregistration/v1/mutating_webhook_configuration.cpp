#include "api/admissionregistration/v1/mutating_webhook_configuration.h"

namespace coracle::api::admissionregistration::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const MutatingWebhookConfiguration*) {
  using T = MutatingWebhookConfiguration;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::webhooks>("webhooks", "The webhooks.").merge_by("name"),
  };
  static const Struct table{"io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration",
                            "Webhooks that may change what is written.",
                            fields,
                            {"admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration"}};
  return table;
}

}  // namespace coracle::api::admissionregistration::v1
