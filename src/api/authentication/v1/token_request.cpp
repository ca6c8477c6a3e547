#include "api/authentication/v1/token_request.h"

namespace coracle::api::authentication::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const BoundObjectReference*) {
  using T = BoundObjectReference;
  static const Field fields[] = {
      field<&T::kind>("kind", "Pod, Secret or Node."),
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::name>("name", "Name."),
      field<&T::uid>("uid", "Identity."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.BoundObjectReference", "Object a token is bound to.", fields};
  return table;
}

const Struct& describe(const TokenRequestSpec*) {
  using T = TokenRequestSpec;
  static const Field fields[] = {
      field<&T::audiences>("audiences", "Whom it is meant for.").atomic(),
      field<&T::expiration_seconds>("expirationSeconds", "Lifetime; the server may shorten or lengthen it."),
      field<&T::bound_object_ref>("boundObjectRef", "Object with which it becomes void."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.TokenRequestSpec", "What token is wanted.", fields};
  return table;
}

const Struct& describe(const TokenRequestStatus*) {
  using T = TokenRequestStatus;
  static const Field fields[] = {
      field<&T::token>("token", "The token."),
      field<&T::expiration_timestamp>("expirationTimestamp", "When it ends."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.TokenRequestStatus", "The token.", fields};
  return table;
}

const Struct& describe(const TokenRequest*) {
  using T = TokenRequest;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.TokenRequest",
                            "Asks for a token of a service account.",
                            fields,
                            {"authentication.k8s.io", "v1", "TokenRequest"}};
  return table;
}

}  // namespace coracle::api::authentication::v1
