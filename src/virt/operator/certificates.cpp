#include "virt/operator/certificates.h"

#include <algorithm>

#include "api/kinds.h"
#include "base/base64.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {

constexpr std::string_view authority_secret = "kubevirt-ca";

const api::Kind& secrets() { return api::kind_of(static_cast<const api::core::v1::Secret*>(nullptr)); }
const api::Kind& config_maps() { return api::kind_of(static_cast<const api::core::v1::ConfigMap*>(nullptr)); }

kube::Key at_home(std::string_view name) { return {std::string(shared::install_namespace), std::string(name)}; }

json::Object labelled(std::string_view name) {
  return {{"name", name},
          {"namespace", shared::install_namespace},
          {"labels", json::Object{{managed_by_label, field_manager}, {"app.kubernetes.io/component", "kubevirt"}}}};
}

std::optional<net::Identity> identity_in(const json::Value& secret) {
  const auto certificate = from_base64(json::text(secret, {"data", "tls.crt"}));
  const auto key = from_base64(json::text(secret, {"data", "tls.key"}));
  if (!certificate || !key || certificate->empty() || key->empty()) return std::nullopt;
  return net::Identity{*certificate, *key};
}

}  // namespace

Certificates::Certificates(Installer& installer, const Clock& clock, Log log)
    : installer_(installer), clock_(clock), log_(std::move(log)) {}

CertificateState Certificates::state() const {
  CertificateState out;
  for (const auto& secret : installer_.all(secrets())) {
    auto identity = identity_in(secret->raw);
    if (!identity) continue;
    if (secret->key.name == authority_secret)
      out.authority = std::move(identity);
    else
      out.leaves.emplace(secret->key.name, std::move(*identity));
  }
  if (const auto map = installer_.find(config_maps(), at_home(shared::ca_config_map)))
    out.bundle = json::text(map->raw, {"data", shared::ca_bundle_key});
  return out;
}

Task<> Certificates::write_secret(std::string name, net::Identity identity) {
  json::Object data{{"tls.crt", to_base64(identity.certificate_pem)}, {"tls.key", to_base64(identity.key_pem)}};
  json::Object object{{"apiVersion", "v1"},
                      {"kind", "Secret"},
                      {"metadata", labelled(name)},
                      {"type", "kubernetes.io/tls"},
                      {"data", std::move(data)}};
  auto key = at_home(name);
  co_await installer_.apply(secrets(), std::move(key), std::move(object));
  log_.info("a certificate was issued", {{"secret", name}});
}

Task<> Certificates::write_bundle(std::string pem) {
  json::Object object{{"apiVersion", "v1"},
                      {"kind", "ConfigMap"},
                      {"metadata", labelled(shared::ca_config_map)},
                      {"data", json::Object{{shared::ca_bundle_key, std::move(pem)}}}};
  auto key = at_home(shared::ca_config_map);
  co_await installer_.apply(config_maps(), std::move(key), std::move(object));
}

Task<Certificates::Looked> Certificates::ensure(std::vector<std::string> nodes, Lifetimes lifetimes) {
  const auto now = clock_.now();
  auto held = state();
  const auto roles = certificate_roles(nodes);
  auto plan = plan_certificates(held, roles, lifetimes, now);
  std::optional<net::Authority> authority;
  if (plan.new_authority) {
    authority = net::Authority::make(authority_name(now), lifetimes.authority.duration, now);
    plan.bundle = authority->certificate_pem() + plan.bundle;
  } else if (held.authority) {
    authority = net::Authority::load(*held.authority);
  }
  if (plan.bundle != held.bundle) co_await write_bundle(plan.bundle);
  if (plan.new_authority) co_await write_secret(std::string(authority_secret), authority->identity());
  for (const auto& secret : plan.issue) {
    const auto role = std::ranges::find(roles, secret, &CertificateRole::secret);
    auto request = role->request;
    request.validity = lifetimes.leaf.duration;
    co_await write_secret(secret, authority->issue(request, now));
  }
  // Nodes come and go.
  for (const auto& [secret, _] : held.leaves)
    if (std::ranges::find(roles, secret, &CertificateRole::secret) == roles.end()) {
      auto key = at_home(secret);
      co_await installer_.remove(secrets(), std::move(key));
    }
  co_return Looked{plan.bundle, plan.next};
}

}  // namespace coracle::virt::operator_
