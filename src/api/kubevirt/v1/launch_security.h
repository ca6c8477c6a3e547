#pragma once
// Protection of a guest's memory from its host.
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// What a SEV guest's policy demands.
struct SEVPolicy {
  std::optional<bool> encrypted_state;
};
const schema::Struct& describe(const SEVPolicy*);

/// Attestation by the guest's owner. It has no settings.
struct SEVAttestation {};
const schema::Struct& describe(const SEVAttestation*);

/// AMD Secure Encrypted Virtualization.
struct SEV {
  Box<SEVPolicy> policy;
  Box<SEVAttestation> attestation;
  std::string session;
  std::string dh_cert;
};
const schema::Struct& describe(const SEV*);

/// AMD SEV-SNP. It has no settings.
struct SEVSNP {};
const schema::Struct& describe(const SEVSNP*);

/// Intel Trust Domain Extensions. It has no settings.
struct TDX {};
const schema::Struct& describe(const TDX*);

/// Protection of the guest's memory from its host: one of three techniques.
struct LaunchSecurity {
  Box<SEV> sev;
  Box<SEVSNP> snp;
  Box<TDX> tdx;
};
const schema::Struct& describe(const LaunchSecurity*);

}  // namespace coracle::api::kubevirt::v1
