#include "api/kubevirt/v1/launch_security.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const SEVPolicy*) {
  using T = SEVPolicy;
  static const Field fields[] = {
      field<&T::encrypted_state>("encryptedState", "Encrypts the register state as well (SEV-ES)."),
  };
  static const Struct table{"io.kubevirt.v1.SEVPolicy", "What a SEV guest's policy demands.", fields};
  return table;
}

const Struct& describe(const SEVAttestation*) {
  static const Struct table{
      "io.kubevirt.v1.SEVAttestation", "Attestation by the guest's owner. It has no settings.", {}};
  return table;
}

const Struct& describe(const SEV*) {
  using T = SEV;
  static const Field fields[] = {
      field<&T::policy>("policy", "What the guest's policy demands."),
      field<&T::attestation>("attestation", "Lets the guest's owner attest it before it runs; it starts paused."),
      field<&T::session>("session", "Session blob of the guest's owner, base64."),
      field<&T::dh_cert>("dhCert", "Diffie-Hellman key of the guest's owner, base64."),
  };
  static const Struct table{"io.kubevirt.v1.SEV", "AMD Secure Encrypted Virtualization.", fields};
  return table;
}

const Struct& describe(const SEVSNP*) {
  static const Struct table{"io.kubevirt.v1.SEVSNP", "AMD SEV-SNP. It has no settings.", {}};
  return table;
}

const Struct& describe(const TDX*) {
  static const Struct table{"io.kubevirt.v1.TDX", "Intel Trust Domain Extensions. It has no settings.", {}};
  return table;
}

const Struct& describe(const LaunchSecurity*) {
  using T = LaunchSecurity;
  static const Field fields[] = {
      field<&T::sev>("sev", "AMD Secure Encrypted Virtualization."),
      field<&T::snp>("snp", "AMD SEV-SNP."),
      field<&T::tdx>("tdx", "Intel Trust Domain Extensions."),
  };
  static const Struct table{"io.kubevirt.v1.LaunchSecurity",
                            "Protection of the guest's memory from its host: one of three techniques.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
