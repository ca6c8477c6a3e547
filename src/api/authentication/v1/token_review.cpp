#include "api/authentication/v1/token_review.h"

namespace coracle::api::authentication::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const TokenReviewSpec*) {
  using T = TokenReviewSpec;
  static const Field fields[] = {
      field<&T::token>("token", "The token.").required(),
      field<&T::audiences>("audiences", "Whom it must be meant for.").atomic(),
  };
  static const Struct table{"io.k8s.api.authentication.v1.TokenReviewSpec", "The token.", fields};
  return table;
}

const Struct& describe(const UserInfo*) {
  using T = UserInfo;
  static const Field fields[] = {
      field<&T::username>("username", "Name, unique among users."),
      field<&T::groups>("groups", "Groups they are in.").atomic(),
      field<&T::extra>("extra", "What else the authenticator told."),
      field<&T::uid>("uid", "Identity."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.UserInfo", "A user as the server sees them.", fields};
  return table;
}

const Struct& describe(const TokenReviewStatus*) {
  using T = TokenReviewStatus;
  static const Field fields[] = {
      field<&T::authenticated>("authenticated", "Whether the token is good."),
      field<&T::user>("user", "Whose it is."),
      field<&T::audiences>("audiences", "Which of the audiences asked for it is meant for.").atomic(),
      field<&T::error>("error", "Why it could not be checked."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.TokenReviewStatus", "The answer.", fields};
  return table;
}

const Struct& describe(const TokenReview*) {
  using T = TokenReview;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.authentication.v1.TokenReview",
                            "Asks whose token it is.",
                            fields,
                            {"authentication.k8s.io", "v1", "TokenReview"}};
  return table;
}

}  // namespace coracle::api::authentication::v1
