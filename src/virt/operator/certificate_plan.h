#pragma once
// When the product's authority and certificates are made and renewed. Pure: times come in, decisions go out.
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/kubevirt.h"
#include "net/certificates.h"

namespace coracle::virt::operator_ {

struct Lifetime {
  Duration duration;
  Duration renew_before;  ///< before its end
};
struct Lifetimes {
  Lifetime authority;
  Lifetime leaf;
};
/// 7 days and 24 hours unless the administrator says otherwise; renewed when a fifth is left.
Lifetimes lifetimes_of(const api::kubevirt::v1::KubeVirtCertificateRotateStrategy& strategy);

/// An identity that a component has, and the Secret it lies in.
struct CertificateRole {
  std::string secret;
  net::CertificateRequest request;  ///< without its validity
};
/// One a component, and one for each node's virt-handler.
std::vector<CertificateRole> certificate_roles(std::span<const std::string> nodes);

/// What the cluster holds now.
struct CertificateState {
  std::optional<net::Identity> authority;
  std::string bundle;                           ///< PEM of all authorities that count
  std::map<std::string, net::Identity> leaves;  ///< by Secret
};

struct CertificatePlan {
  bool new_authority = false;
  std::string bundle;              ///< as it is to be, without a new authority
  std::vector<std::string> issue;  ///< Secrets to write, signed by the authority there then is
  WallTime next;                   ///< when to look again
};
/// A new authority joins the bundle before anything is signed by it, so that whoever follows the bundle knows it in
/// time; the old one stays until it has run out. Certificates that still count wait a minute for that.
CertificatePlan plan_certificates(const CertificateState& state, std::span<const CertificateRole> roles,
                                  const Lifetimes& lifetimes, WallTime now);

/// "kubevirt.io@1700000000": each authority has a name of its own, so that a certificate tells who signed it.
std::string authority_name(WallTime now);

}  // namespace coracle::virt::operator_
