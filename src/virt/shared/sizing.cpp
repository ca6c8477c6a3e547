#include "virt/shared/sizing.h"

#include <algorithm>
#include <cmath>

#include "json/quantity.h"

namespace coracle::virt::shared {
namespace kubevirt = api::kubevirt::v1;
namespace {

constexpr std::int64_t mebibyte = 1024 * 1024;
/// Beyond what any hypervisor has: keeps products of numbers that users write within their type.
constexpr std::int64_t most_vcpus = 1'000'000;

std::int64_t whole_units(const schema::Quantity& quantity) {
  const auto parsed = json::Quantity::parse(quantity.text);
  return parsed ? std::max<std::int64_t>(parsed->value(), 0) : 0;
}

bool passes_devices_through(const kubevirt::Devices& devices) {
  return !devices.host_devices.empty() || !devices.gpus.empty() ||
         std::ranges::any_of(devices.interfaces, [](const auto& nic) { return nic.sriov.has_value(); });
}

}  // namespace

std::int64_t amount(const std::map<std::string, schema::Quantity>& resources, const char* name) {
  const auto found = resources.find(name);
  return found == resources.end() ? 0 : whole_units(found->second);
}

std::int64_t vcpus(const kubevirt::DomainSpec& domain) {
  if (domain.cpu && (domain.cpu->cores > 0 || domain.cpu->sockets > 0 || domain.cpu->threads > 0)) {
    std::int64_t product = 1;
    for (const auto factor : {domain.cpu->sockets, domain.cpu->cores, domain.cpu->threads}) {
      product = std::min(product * std::max<std::int64_t>(factor, 1), most_vcpus);
    }
    return product;
  }
  if (const auto limit = amount(domain.resources.limits, "cpu"); limit > 0) return std::min(limit, most_vcpus);
  return std::clamp<std::int64_t>(amount(domain.resources.requests, "cpu"), 1, most_vcpus);
}

std::int64_t interface_queues(const kubevirt::DomainSpec& domain, const kubevirt::Interface& interface) {
  constexpr std::int64_t most_queues = 256;
  const bool virtio = interface.model.empty() || interface.model == "virtio";
  const bool many = virtio && domain.devices.network_interface_multiqueue.value_or(false);
  return many ? std::min(vcpus(domain), most_queues) : 1;
}

std::int64_t guest_memory(const kubevirt::DomainSpec& domain) {
  if (domain.memory && domain.memory->guest) return whole_units(*domain.memory->guest);
  if (const auto request = amount(domain.resources.requests, "memory"); request > 0) return request;
  if (const auto limit = amount(domain.resources.limits, "memory"); limit > 0) return limit;
  return domain.memory && domain.memory->hugepages ? whole_units(std::string_view(domain.memory->hugepages->page_size))
                                                   : 0;
}

std::int64_t memory_overhead(const kubevirt::DomainSpec& domain, const ClusterConfig& config) {
  auto overhead = 64 * mebibyte + guest_memory(domain) / 512 + 8 * mebibyte * (vcpus(domain) - 1);
  if (config.use_emulation()) overhead += 64 * mebibyte;
  if (passes_devices_through(domain.devices)) overhead += 1024 * mebibyte;  // locked memory for devices' own windows
  if (domain.launch_security) overhead += 256 * mebibyte;
  if (const auto& tpm = domain.devices.tpm; tpm && tpm->enabled.value_or(true)) overhead += 53 * mebibyte;  // swtpm
  if (const auto& memory = domain.memory; memory && memory->reserved_overhead) {
    if (const auto& added = memory->reserved_overhead->added_overhead) overhead += whole_units(*added);
  }
  return static_cast<std::int64_t>(std::ceil(static_cast<double>(overhead) * config.overhead_ratio()));
}

}  // namespace coracle::virt::shared
