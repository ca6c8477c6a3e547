#include "virt/api/defaults/live_update.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "json/quantity.h"

namespace coracle::virt::api {
namespace {

using LiveSpec = coracle::api::kubevirt::v1::VirtualMachineInstanceSpec;

constexpr std::uint32_t most_plugged = 512;
constexpr std::int64_t memory_block = 2LL << 20U, large_memory_block = 1LL << 30U;
constexpr std::int64_t least_hotplug_memory = 1LL << 30U;

bool updates_live(const LiveSpec& spec, const shared::ClusterConfig& config) {
  return config.rollout_strategy() == "LiveUpdate" && spec.architecture != "arm64";
}

std::int64_t bytes_of(const schema::Quantity& amount) {
  const auto parsed = json::Quantity::parse(amount.text);
  return parsed ? parsed->value() : 0;
}

}  // namespace

std::string why_memory_stays(const LiveSpec& spec, std::int64_t guest, std::int64_t most) {
  const auto& domain = spec.domain;
  if (domain.cpu && domain.cpu->realtime) return "Memory hotplug is not compatible with realtime VMs";
  if (domain.cpu && domain.cpu->numa) return "Memory hotplug is not compatible with guest mapping passthrough";
  if (domain.launch_security) return "Memory hotplug is not compatible with encrypted VMs";
  const bool huge = domain.memory && domain.memory->hugepages && domain.memory->hugepages->page_size == "1Gi";
  const auto block = huge ? large_memory_block : memory_block;
  const auto shown = huge ? "1Gi" : "2Mi";
  if (guest > most) return "Guest memory is greater than the configured maxGuest memory";
  if (guest % block != 0) return fmt::format("Guest memory must be {} aligned", shown);
  if (most % block != 0) return fmt::format("MaxGuest must be {} aligned", shown);
  if (guest < least_hotplug_memory) return "Memory hotplug is only available for VMs with at least 1Gi of guest memory";
  return {};
}

void default_socket_hotplug(LiveSpec& spec, const shared::ClusterConfig& config) {
  if (!updates_live(spec, config) || !spec.domain.cpu) return;
  auto& cpu = *spec.domain.cpu;
  if (cpu.max_sockets != 0) return;
  const auto& live = config.raw().live_update_configuration;
  const std::uint64_t wanted = live && live->max_cpu_sockets ? *live->max_cpu_sockets : 0;
  const std::uint64_t sockets = cpu.sockets;
  std::uint64_t most = wanted != 0 ? std::max(wanted, sockets) : sockets * config.hotplug_ratio();
  const auto a_socket = static_cast<std::uint64_t>(cpu.cores) * cpu.threads;
  if (a_socket > 0 && most > most_plugged / a_socket) most = std::max<std::uint64_t>(most_plugged / a_socket, sockets);
  cpu.max_sockets = static_cast<std::uint32_t>(most);
}

void default_memory_hotplug(LiveSpec& spec, const shared::ClusterConfig& config) {
  auto& memory = spec.domain.memory;
  if (!updates_live(spec, config) || !memory || !memory->guest || memory->max_guest) return;
  const auto& live = config.raw().live_update_configuration;
  const auto guest = bytes_of(*memory->guest);
  const auto ratio = static_cast<std::int64_t>(config.hotplug_ratio());
  if (guest <= 0 || guest > std::numeric_limits<std::int64_t>::max() / ratio) return;
  auto most = guest * ratio;
  if (live && live->max_guest) most = bytes_of(*live->max_guest);
  if (!why_memory_stays(spec, guest, most).empty()) return;
  memory->max_guest = schema::Quantity{json::Quantity::bytes(most).text()};
}

}  // namespace coracle::virt::api
