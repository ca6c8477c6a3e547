#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "json/quantity.h"
#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

using Amounts = std::map<std::string, schema::Quantity>;

schema::Quantity whole(std::int64_t value) { return schema::Quantity(json::Quantity::whole(value).text()); }

/// What is asked for a guest whose memory is `percent` of it. Divides first: the product might not fit.
std::int64_t share_of(std::int64_t guest, std::int64_t percent) {
  return guest / percent * 100 + guest % percent * 100 / percent;
}

/// Room for logs and what else the launcher writes, on the node's disk.
void add_disk_space(Amounts& requests) {
  constexpr std::int64_t usual = 50'000'000;
  requests["ephemeral-storage"] = whole(shared::amount(requests, "ephemeral-storage") + usual);
}

void add_processors(const Input& input, core::ResourceRequirements& resources) {
  const auto& domain = input.vmi.spec.domain;
  const auto vcpus = shared::vcpus(domain);
  if (domain.cpu && domain.cpu->dedicated_cpu_placement) {
    const auto count = vcpus + (domain.cpu->isolate_emulator_thread ? 1 : 0);
    resources.requests["cpu"] = resources.limits["cpu"] = whole(count);
    return;
  }
  if (resources.requests.contains("cpu") || resources.limits.contains("cpu")) return;
  const auto threads = domain.io_threads ? domain.io_threads->supplemental_pool_thread_count.value_or(0) : 0;
  const auto milli = (vcpus + threads) * 1000 / input.config.cpu_allocation_ratio();
  resources.requests["cpu"] = schema::Quantity(json::Quantity::milli(std::max<std::int64_t>(milli, 1)).text());
}

/// The pod asks for the guest's memory and what the processes around it need. Guest memory on huge pages is asked for
/// as such.
void add_memory(const Input& input, core::ResourceRequirements& resources) {
  const auto& domain = input.vmi.spec.domain;
  const auto overhead = shared::memory_overhead(domain, input.config);
  const auto guest = shared::guest_memory(domain);
  if (domain.memory && domain.memory->hugepages) {
    const auto name = fmt::format("hugepages-{}", domain.memory->hugepages->page_size);
    resources.requests[name] = resources.limits[name] = whole(guest);
    resources.requests["memory"] = resources.limits["memory"] = whole(overhead);
    return;
  }
  auto request = shared::amount(resources.requests, "memory");
  const auto limit = shared::amount(resources.limits, "memory");
  if (request == 0) request = limit > 0 ? limit : share_of(guest, input.config.memory_overcommit());
  const bool dedicated = domain.cpu && domain.cpu->dedicated_cpu_placement;
  resources.requests["memory"] = whole(domain.resources.overcommit_guest_overhead ? request : request + overhead);
  if (limit > 0) resources.limits["memory"] = whole(limit + overhead);
  if (dedicated) resources.limits["memory"] = resources.requests["memory"];
}

void add_devices(const Input& input, Amounts& limits) {
  const auto& devices = input.vmi.spec.domain.devices;
  limits[std::string(kubevirt::device::tun)] = "1";
  if (!input.config.use_emulation()) {
    limits[std::string(kubevirt::device::kvm)] = "1";
    if (!devices.interfaces.empty()) limits[std::string(kubevirt::device::vhost_net)] = "1";
  }
  std::map<std::string, std::int64_t> counts;
  for (const auto& gpu : devices.gpus) ++counts[gpu.device_name];
  for (const auto& device : devices.host_devices) ++counts[device.device_name];
  for (const auto& [name, count] : counts) limits[name] = whole(count);
}

}  // namespace

core::ResourceRequirements compute_resources(const Input& input) {
  const auto& wanted = input.vmi.spec.domain.resources;
  core::ResourceRequirements resources;
  resources.requests = wanted.requests;
  resources.limits = wanted.limits;
  add_processors(input, resources);
  add_memory(input, resources);
  add_disk_space(resources.requests);
  add_devices(input, resources.limits);
  return resources;
}

core::ResourceRequirements support_resources(const Input& input, std::string_view kind,
                                             core::ResourceRequirements usual) {
  for (const auto& setting : input.config.raw().support_container_resources) {
    if (setting.type != kind) continue;
    for (const auto& [name, amount] : setting.resources.requests) usual.requests[name] = amount;
    for (const auto& [name, amount] : setting.resources.limits) usual.limits[name] = amount;
  }
  return usual;
}

}  // namespace coracle::virt::controller::launcher_pod
