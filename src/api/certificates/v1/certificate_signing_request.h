#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::certificates::v1 {

using schema::operator==;

/// What is to be certified.
struct CertificateSigningRequestSpec {
  schema::Bytes request;
  std::string signer_name;
  std::optional<std::int32_t> expiration_seconds;
  std::vector<std::string> usages;
  std::string username;
  std::vector<std::string> groups;
  std::map<std::string, std::vector<std::string>> extra;
  std::string uid;
};
const schema::Struct& describe(const CertificateSigningRequestSpec*);

/// One aspect of how it stands.
struct CertificateSigningRequestCondition {
  std::string type;
  std::string status;
  schema::Time last_transition_time;
  schema::Time last_update_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const CertificateSigningRequestCondition*);

/// The answer.
struct CertificateSigningRequestStatus {
  schema::Bytes certificate;
  std::vector<CertificateSigningRequestCondition> conditions;
};
const schema::Struct& describe(const CertificateSigningRequestStatus*);

/// Asks for a certificate.
struct CertificateSigningRequest {
  std::string api_version = "certificates.k8s.io/v1";
  std::string kind = "CertificateSigningRequest";
  meta::v1::ObjectMeta metadata;
  CertificateSigningRequestSpec spec;
  CertificateSigningRequestStatus status;
};
const schema::Struct& describe(const CertificateSigningRequest*);

}  // namespace coracle::api::certificates::v1
