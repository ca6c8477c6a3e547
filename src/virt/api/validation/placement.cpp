#include <fnmatch.h>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view eviction_strategies[] = {"None", "LiveMigrate", "LiveMigrateIfPossible", "External"};
constexpr std::string_view architectures[] = {"amd64"};

bool is_label_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

void check_machine_type(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                        Findings& found) {
  if (!spec.domain.machine || spec.domain.machine->type.empty()) return;
  std::vector<std::string> globs = {"q35*", "pc-q35*"};
  const auto& by_architecture = config.raw().architecture_configuration;
  if (!config.raw().emulated_machines.empty()) globs = config.raw().emulated_machines;
  if (by_architecture && by_architecture->amd64 && !by_architecture->amd64->emulated_machines.empty())
    globs = by_architecture->amd64->emulated_machines;
  const auto& type = spec.domain.machine->type;
  const bool matches = std::ranges::any_of(
      globs, [&](const std::string& glob) { return ::fnmatch(glob.c_str(), type.c_str(), 0) == 0; });
  if (!matches)
    found.invalid(path + ".domain.machine.type",
                  fmt::format("{}.domain.machine.type is not supported: {} (allowed values: [{}])", path, type,
                              fmt::join(globs, " ")));
}

void check_probe(const std::string& at, const Box<kubevirt::Probe>& probe, const InstanceSpec& spec, Findings& found) {
  if (!probe) return;
  const int given = (probe->exec ? 1 : 0) + (probe->guest_agent_ping ? 1 : 0) + (probe->http_get ? 1 : 0) +
                    (probe->tcp_socket ? 1 : 0);
  if (given == 0)
    found.required(at,
                   fmt::format("either {0}.tcpSocket, {0}.exec or {0}.httpGet must be set if a {0} is specified", at));
  if (given > 1) found.invalid(at, fmt::format("{} must have exactly one probe type set", at));
  const bool pod_network =
      std::ranges::any_of(spec.networks, [](const auto& network) { return network.pod.has_value(); });
  if ((probe->http_get || probe->tcp_socket) && !pod_network)
    found.invalid(at, fmt::format("{} is only allowed if the Pod Network is attached", at));
}

void check_names(const std::string& path, const InstanceSpec& spec, Findings& found) {
  if (!spec.hostname.empty() && !is_dns_label(spec.hostname))
    found.invalid(path + ".hostname",
                  fmt::format("{}.hostname does not conform to the kubernetes DNS_LABEL rules : a lowercase RFC 1123 "
                              "label must consist of lower case alphanumeric characters or '-'",
                              path));
  if (!spec.subdomain.empty() && !is_dns_subdomain(spec.subdomain))
    found.invalid(path + ".subdomain",
                  fmt::format("{}.subdomain does not conform to the kubernetes DNS_SUBDOMAIN rules : a lowercase RFC "
                              "1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'",
                              path));
}

}  // namespace

bool is_dns_label(std::string_view text) {
  if (text.empty() || text.size() > 63 || !is_label_letter(text.front()) || !is_label_letter(text.back())) return false;
  return std::ranges::all_of(text, [](char c) { return is_label_letter(c) || c == '-'; });
}

bool is_dns_subdomain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const auto dot = text.find('.');
    if (!is_dns_label(text.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

void check_placement(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                     Findings& found) {
  check_names(path, spec, found);
  check_machine_type(path, spec, config, found);
  if (!spec.architecture.empty() && std::ranges::find(architectures, spec.architecture) == std::end(architectures))
    found.invalid(path + ".architecture", fmt::format("unsupported architecture: {}", spec.architecture));
  if (!spec.eviction_strategy.empty() &&
      std::ranges::find(eviction_strategies, spec.eviction_strategy) == std::end(eviction_strategies))
    found.invalid(path + ".evictionStrategy", fmt::format("{}.evictionStrategy is set with an unrecognized option: {}",
                                                          path, spec.eviction_strategy));
  if (!spec.start_strategy.empty() && spec.start_strategy != kubevirt::start_strategy::paused)
    found.invalid(path + ".startStrategy",
                  fmt::format("{}.startStrategy is set with an unrecognized option: {}", path, spec.start_strategy));
  if (!spec.start_strategy.empty() && spec.liveness_probe)
    found.invalid(path + ".startStrategy",
                  fmt::format("either {0}.startStrategy or {0}.livenessProbe should be provided.Pausing VMs with "
                              "LivenessProbe is currently not supported",
                              path));
  if (spec.termination_grace_period_seconds.value_or(0) < 0)
    found.invalid(path + ".terminationGracePeriodSeconds",
                  fmt::format("{}.terminationGracePeriodSeconds must be greater than or equal to 0", path));
  check_probe(path + ".livenessProbe", spec.liveness_probe, spec, found);
  check_probe(path + ".readinessProbe", spec.readiness_probe, spec, found);
}

}  // namespace coracle::virt::api
