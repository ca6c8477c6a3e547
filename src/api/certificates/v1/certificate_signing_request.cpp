#include "api/certificates/v1/certificate_signing_request.h"

namespace coracle::api::certificates::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const CertificateSigningRequestSpec*) {
  using T = CertificateSigningRequestSpec;
  static const Field fields[] = {
      field<&T::request>("request", "The request, PKCS 10 in PEM.").required(),
      field<&T::signer_name>("signerName", "Who is to sign.").required(),
      field<&T::expiration_seconds>("expirationSeconds", "Lifetime asked for."),
      field<&T::usages>("usages", "What the certificate is for.").atomic(),
      field<&T::username>("username", "Who asks."),
      field<&T::groups>("groups", "Groups of who asks.").atomic(),
      field<&T::extra>("extra", "What else is known of who asks."),
      field<&T::uid>("uid", "Identity."),
  };
  static const Struct table{"io.k8s.api.certificates.v1.CertificateSigningRequestSpec", "What is to be certified.",
                            fields};
  return table;
}

const Struct& describe(const CertificateSigningRequestCondition*) {
  using T = CertificateSigningRequestCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Approved, Denied or Failed.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::last_update_time>("lastUpdateTime", "When the condition was last written."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.certificates.v1.CertificateSigningRequestCondition",
                            "One aspect of how it stands.", fields};
  return table;
}

const Struct& describe(const CertificateSigningRequestStatus*) {
  using T = CertificateSigningRequestStatus;
  static const Field fields[] = {
      field<&T::certificate>("certificate", "The certificate, in PEM."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").map_by("type"),
  };
  static const Struct table{"io.k8s.api.certificates.v1.CertificateSigningRequestStatus", "The answer.", fields};
  return table;
}

const Struct& describe(const CertificateSigningRequest*) {
  using T = CertificateSigningRequest;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{"io.k8s.api.certificates.v1.CertificateSigningRequest",
                            "Asks for a certificate.",
                            fields,
                            {"certificates.k8s.io", "v1", "CertificateSigningRequest"}};
  return table;
}

}  // namespace coracle::api::certificates::v1
