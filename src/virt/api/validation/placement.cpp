#include <fnmatch.h>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view eviction_strategies[] = {"None", "LiveMigrate", "LiveMigrateIfPossible", "External"};
constexpr std::string_view architectures[] = {"amd64"};

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
  if (pod_network) return;
  for (const auto& [asked, member] :
       {std::pair(probe->http_get.has_value(), ".httpGet"), std::pair(probe->tcp_socket.has_value(), ".tcpSocket")})
    if (asked)
      found.invalid(at + member, fmt::format("{}{} is only allowed if the Pod Network is attached", at, member));
}

void check_service_account(const std::string& path, const InstanceSpec& spec, Findings& found) {
  const auto& name = spec.service_account_name;
  if (name.empty()) return;
  const auto field = path + ".serviceAccountName";
  if (const auto wrong = wrong_dns_subdomain(name); !wrong.empty())
    found.invalid(field, fmt::format("{} is not a valid service account name: {}", field, wrong));
  for (const auto& volume : spec.volumes) {
    if (!volume.service_account || volume.service_account->service_account_name == name) continue;
    found.invalid(field, fmt::format("spec.serviceAccountName \"{}\" and serviceAccount volume \"{}\" must reference "
                                     "the same service account",
                                     name, volume.service_account->service_account_name));
    break;
  }
}

}  // namespace

void check_placement(const std::string& path, const InstanceSpec& spec, const shared::ClusterConfig& config,
                     Findings& found) {
  check_dns(path, spec, found);
  check_service_account(path, spec, found);
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
  if (spec.start_strategy == kubevirt::start_strategy::paused && spec.liveness_probe)
    found.invalid(path + ".startStrategy",
                  fmt::format("either {0}.startStrategy or {0}.livenessProbe should be provided.Pausing VMI with "
                              "LivenessProbe is not supported",
                              path));
  if (spec.termination_grace_period_seconds.value_or(0) < 0)
    found.invalid(path + ".terminationGracePeriodSeconds",
                  fmt::format("{}.terminationGracePeriodSeconds must be greater than or equal to 0", path));
  check_probe(path + ".livenessProbe", spec.liveness_probe, spec, found);
  check_probe(path + ".readinessProbe", spec.readiness_probe, spec, found);
}

}  // namespace coracle::virt::api
