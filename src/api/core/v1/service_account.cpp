#include "api/core/v1/service_account.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ServiceAccount*) {
  using T = ServiceAccount;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::secrets>("secrets", "Secrets it may use.").merge_by("name"),
      field<&T::image_pull_secrets>("imagePullSecrets", "Secrets with logins for registries.").atomic(),
      field<&T::automount_service_account_token>("automountServiceAccountToken", "Whether pods get a token."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.ServiceAccount", "An identity for pods.", fields, {"", "v1", "ServiceAccount"}};
  return table;
}

}  // namespace coracle::api::core::v1
