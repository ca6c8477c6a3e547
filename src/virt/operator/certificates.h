#pragma once
#include <string>
#include <vector>

#include "virt/operator/certificate_plan.h"
#include "virt/operator/installer.h"

namespace coracle::virt::operator_ {

/// Carries out what certificate_plan.h decides: Secret kubevirt-ca (key and certificate of the authority), ConfigMap
/// kubevirt-ca (all authorities that count) and a Secret for each role, in namespace kubevirt.
class Certificates {
 public:
  Certificates(Installer& installer, const Clock& clock, Log log);

  struct Looked {
    std::string bundle;  ///< PEM, as components read it
    WallTime next;       ///< when to look again
  };
  Task<Looked> ensure(std::vector<std::string> nodes, Lifetimes lifetimes);

 private:
  CertificateState state() const;
  Task<> write_secret(std::string name, net::Identity identity);
  Task<> write_bundle(std::string pem);

  Installer& installer_;
  const Clock& clock_;
  Log log_;
};

}  // namespace coracle::virt::operator_
