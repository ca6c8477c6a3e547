#include "virt/shared/cluster_config.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>

#include "json/quantity.h"
#include "virt/shared/feature_gates.h"
#include "virt/shared/paths.h"

namespace coracle::virt::shared {
namespace kubevirt = api::kubevirt::v1;

bool ClusterConfig::enabled(std::string_view gate) const {
  const auto* known = find_gate(gate);
  if (known == nullptr || known->stage == GateStage::discontinued) return false;
  if (known->stage == GateStage::general) return true;
  const auto& developer = configuration_.developer_configuration;
  const auto named = [gate](const auto& list) { return std::ranges::find(list, gate) != list.end(); };
  if (!developer) return known->stage == GateStage::beta;
  if (named(developer->disabled_feature_gates)) return false;
  return known->stage == GateStage::beta || named(developer->feature_gates);
}

bool ClusterConfig::use_emulation() const {
  const auto& developer = configuration_.developer_configuration;
  return developer && developer->use_emulation;
}

std::int64_t ClusterConfig::cpu_allocation_ratio() const {
  const auto& developer = configuration_.developer_configuration;
  return developer && developer->cpu_allocation_ratio > 0 ? developer->cpu_allocation_ratio : 10;
}

std::int64_t ClusterConfig::memory_overcommit() const {
  const auto& developer = configuration_.developer_configuration;
  return developer && developer->memory_overcommit > 0 ? developer->memory_overcommit : 100;
}

double ClusterConfig::overhead_ratio() const {
  const auto& text = configuration_.additional_guest_memory_overhead_ratio;
  if (!text) return 1;
  char* end = nullptr;
  const double ratio = std::strtod(text->c_str(), &end);
  return end != text->c_str() && *end == '\0' && std::isfinite(ratio) && ratio > 0 ? ratio : 1;
}

std::string_view ClusterConfig::image_pull_policy() const {
  return configuration_.image_pull_policy.empty() ? "IfNotPresent" : std::string_view(configuration_.image_pull_policy);
}

std::string_view ClusterConfig::eviction_strategy() const {
  return configuration_.eviction_strategy.empty() ? "None" : std::string_view(configuration_.eviction_strategy);
}

std::string_view ClusterConfig::rollout_strategy() const {
  return configuration_.vm_rollout_strategy.empty() ? "LiveUpdate"
                                                    : std::string_view(configuration_.vm_rollout_strategy);
}

const kubevirt::ArchSpecificConfiguration* ClusterConfig::architecture(std::string_view name) const {
  const auto& all = configuration_.architecture_configuration;
  if (!all) return nullptr;
  if (name == "amd64") return all->amd64.get();
  if (name == "arm64") return all->arm64.get();
  return name == "s390x" ? all->s390x.get() : nullptr;
}

std::string ClusterConfig::machine_type(std::string_view architecture_name) const {
  const auto* settings = architecture(architecture_name);
  if (settings != nullptr && !settings->machine_type.empty()) return settings->machine_type;
  if (!configuration_.machine_type.empty()) return configuration_.machine_type;
  if (architecture_name == "arm64") return "virt";
  return architecture_name == "s390x" ? "s390-ccw-virtio" : "q35";
}

std::string ClusterConfig::ovmf_path(std::string_view architecture_name) const {
  const auto* settings = architecture(architecture_name);
  if (settings != nullptr && !settings->ovmf_path.empty()) return settings->ovmf_path;
  if (!configuration_.ovmf_path.empty()) return configuration_.ovmf_path;
  return architecture_name == "arm64" ? "/usr/share/AAVMF" : std::string(pod_path::ovmf);
}

std::string ClusterConfig::default_architecture() const {
  const auto& all = configuration_.architecture_configuration;
  return all && !all->default_architecture.empty() ? all->default_architecture : "amd64";
}

bool ClusterConfig::logs_serial_consoles() const {
  const auto& options = configuration_.virtual_machine_options;
  return !options || !options->disable_serial_console_log;
}

std::uint32_t ClusterConfig::hotplug_ratio() const {
  const auto& update = configuration_.live_update_configuration;
  return update && update->max_hotplug_ratio > 0 ? update->max_hotplug_ratio : 4;
}

std::uint32_t ClusterConfig::balloon_period() const { return configuration_.mem_balloon_stats_period.value_or(10); }

std::int64_t ClusterConfig::disk_memory_limit() const {
  constexpr std::int64_t usual = 2000 * 1024LL * 1024;
  const auto& developer = configuration_.developer_configuration;
  if (!developer || !developer->disk_verification) return usual;
  const auto limit = json::Quantity::parse(developer->disk_verification->memory_limit.text);
  return limit ? limit->value() : usual;
}

std::uint32_t ClusterConfig::launcher_verbosity() const {
  const auto& developer = configuration_.developer_configuration;
  const auto level = developer && developer->log_verbosity ? developer->log_verbosity->virt_launcher : 0;
  return level > 0 ? level : 2;
}

}  // namespace coracle::virt::shared
