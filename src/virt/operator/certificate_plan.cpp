#include "virt/operator/certificate_plan.h"

#include <algorithm>
#include <set>

#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {
namespace {
using namespace std::chrono_literals;

constexpr auto authority_life = std::chrono::hours(7 * 24);
constexpr auto leaf_life = 24h;
/// Authority::make dates certificates back by this.
constexpr auto backdated = 5min;
constexpr auto settling = 1min;
constexpr std::size_t most_authorities = 50;

WallTime::duration coarse(Duration duration) { return std::chrono::duration_cast<WallTime::duration>(duration); }

Lifetime lifetime_of(const Box<api::kubevirt::v1::CertConfig>& config, Duration usual) {
  Lifetime out{usual, usual / 5};
  if (!config) return out;
  if (const auto duration = parse_duration(config->duration); duration && *duration > 0s)
    out = {*duration, *duration / 5};
  if (const auto before = parse_duration(config->renew_before); before && *before > 0s && *before < out.duration)
    out.renew_before = *before;
  return out;
}

std::vector<std::string> pem_blocks(std::string_view text) {
  constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----", end = "-----END CERTIFICATE-----";
  std::vector<std::string> out;
  while (true) {
    const auto from = text.find(begin);
    if (from == std::string_view::npos) return out;
    const auto to = text.find(end, from);
    if (to == std::string_view::npos) return out;
    out.emplace_back(std::string(text.substr(from, to + end.size() - from)) + "\n");
    text.remove_prefix(to + end.size());
  }
}

/// The authorities that have not run out, the one that signs now first.
std::string pruned(const CertificateState& state, WallTime now) {
  std::string out;
  std::set<std::string> seen;
  const auto add = [&](const std::string& pem) {
    const auto info = net::read_certificate(pem);
    if (!info || !info->is_authority || info->not_after <= now || seen.size() >= most_authorities) return;
    if (seen.insert(info->fingerprint).second) out += pem;
  };
  if (state.authority)
    for (const auto& block : pem_blocks(state.authority->certificate_pem)) add(block);
  for (const auto& block : pem_blocks(state.bundle)) add(block);
  return out;
}

std::set<std::string> names_in(const std::string& bundle) {
  std::set<std::string> out;
  if (const auto all = net::read_certificates(bundle))
    for (const auto& one : *all) out.insert(one.common_name);
  return out;
}

/// When it is renewed: also one that was made for longer than what is asked for now.
WallTime renewal(const net::CertificateInfo& info, const Lifetime& lifetime) {
  const auto made = info.not_before + backdated;
  return std::min(info.not_after, made + coarse(lifetime.duration)) - coarse(lifetime.renew_before);
}

/// Nothing when it is no good at all.
std::optional<net::CertificateInfo> counting(const net::Identity& leaf, const CertificateRole& role,
                                             const std::set<std::string>& authorities, WallTime now) {
  auto info = net::check_identity(leaf);
  if (!info || info->common_name != role.request.common_name || info->not_after <= now) return std::nullopt;
  if (!authorities.contains(info->issuer_common_name)) return std::nullopt;
  if (info->dns_names != role.request.dns_names) return std::nullopt;
  return std::move(*info);
}

}  // namespace

Lifetimes lifetimes_of(const api::kubevirt::v1::KubeVirtCertificateRotateStrategy& strategy) {
  const auto& own = strategy.self_signed;
  if (!own) return {lifetime_of({}, authority_life), lifetime_of({}, leaf_life)};
  return {lifetime_of(own->ca, authority_life), lifetime_of(own->server, leaf_life)};
}

std::vector<CertificateRole> certificate_roles(std::span<const std::string> nodes) {
  namespace secret = shared::certificate_secret;
  namespace name = shared::certificate_name;
  const auto role = [](std::string_view where, std::string_view common_name) {
    CertificateRole out;
    out.secret = where;
    out.request.common_name = common_name;
    return out;
  };
  std::vector<CertificateRole> out;
  auto& server = out.emplace_back(role(secret::api_server, name::api_server));
  server.request.for_servers = true;
  server.request.dns_names = {std::string(name::api_server), "virt-api.kubevirt",
                              "virt-api.kubevirt.svc.cluster.local"};
  out.emplace_back(role(secret::api_client, name::api_client)).request.for_clients = true;
  auto& controller = out.emplace_back(role(secret::controller, name::controller));
  controller.request.for_servers = true;
  controller.request.dns_names = {std::string(name::controller)};
  for (const auto& node : nodes) {
    auto& handler = out.emplace_back(role(shared::handler_server_secret(node), name::handler_server(node)));
    handler.request.for_servers = true;
    handler.request.dns_names = {name::handler_server(node)};
  }
  return out;
}

std::string authority_name(WallTime now) {
  return "kubevirt.io@" +
         std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
}

CertificatePlan plan_certificates(const CertificateState& state, std::span<const CertificateRole> roles,
                                  const Lifetimes& lifetimes, WallTime now) {
  CertificatePlan plan;
  plan.next = WallTime::max();
  const auto look_at = [&](WallTime when) { plan.next = std::min(plan.next, when); };

  auto made = now;
  const auto authority = state.authority ? net::check_identity(*state.authority)
                                         : Result<net::CertificateInfo>(Error(Reason::not_found, "no authority"));
  if (authority && authority->is_authority && now < renewal(*authority, lifetimes.authority)) {
    made = authority->not_before + backdated;
    look_at(renewal(*authority, lifetimes.authority));
  } else {
    plan.new_authority = true;
    look_at(now + coarse(lifetimes.authority.duration - lifetimes.authority.renew_before));
  }

  plan.bundle = pruned(state, now);
  const auto trusted = names_in(plan.bundle);
  const auto settled = made + coarse(std::min<Duration>(settling, lifetimes.authority.duration / 20));
  for (const auto& role : roles) {
    const auto found = state.leaves.find(role.secret);
    const auto leaf = found == state.leaves.end() ? std::nullopt : counting(found->second, role, trusted, now);
    const auto fresh_until = now + coarse(lifetimes.leaf.duration - lifetimes.leaf.renew_before);
    if (!leaf) {
      plan.issue.push_back(role.secret);
      look_at(fresh_until);
      continue;
    }
    const auto due = renewal(*leaf, lifetimes.leaf);
    if (now < due)
      look_at(due);
    else if (now < settled)
      look_at(settled);
    else {
      plan.issue.push_back(role.secret);
      look_at(fresh_until);
    }
  }
  return plan;
}

}  // namespace coracle::virt::operator_
