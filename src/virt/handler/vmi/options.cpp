#include "virt/handler/vmi/options.h"

#include <algorithm>

#include "api/kubevirt/v1/names.h"

namespace coracle::virt::handler {
namespace kubevirt = api::kubevirt::v1;

namespace optioning {
namespace {

bool asks_for(const api::core::v1::Pod& pod, std::string_view device) {
  return std::ranges::any_of(pod.spec.containers, [device](const auto& container) {
    return container.name == "compute" && container.resources.limits.contains(std::string(device));
  });
}

bool reports_free_pages(const kubevirt::VirtualMachineInstance& vmi, const shared::ClusterConfig& config) {
  const auto& options = config.raw().virtual_machine_options;
  if (options && options->disable_free_page_reporting) return false;
  const auto& domain = vmi.spec.domain;
  // Memory that is locked or of huge pages is never given back.
  if (domain.memory && domain.memory->hugepages) return false;
  if (domain.cpu && domain.cpu->dedicated_cpu_placement) return false;
  const auto found = vmi.metadata.annotations.find(std::string(kubevirt::annotation::free_page_reporting_disabled));
  return found == vmi.metadata.annotations.end() || found->second != "true";
}

void set_smbios(shared::LauncherOptions& options, const shared::ClusterConfig& config) {
  options.smbios_manufacturer = "KubeVirt";
  options.smbios_product = "None";
  options.smbios_family = "KubeVirt";
  const auto& given = config.raw().smbios;
  if (!given) return;
  const auto set = [](std::string& to, const std::string& from) {
    if (!from.empty()) to = from;
  };
  set(options.smbios_manufacturer, given->manufacturer);
  set(options.smbios_product, given->product);
  set(options.smbios_family, given->family);
  options.smbios_version = given->version;
  options.smbios_sku = given->sku;
}

}  // namespace
}  // namespace optioning

bool has_kvm(const api::core::v1::Pod& pod) { return optioning::asks_for(pod, kubevirt::device::kvm); }
bool has_vhost_net(const api::core::v1::Pod& pod) { return optioning::asks_for(pod, kubevirt::device::vhost_net); }

shared::LauncherOptions launcher_options(const kubevirt::VirtualMachineInstance& vmi, const api::core::v1::Pod& pod,
                                         const shared::ClusterConfig& config) {
  shared::LauncherOptions options;
  options.use_kvm = has_kvm(pod);
  optioning::set_smbios(options, config);
  options.balloon_stats_period = config.balloon_period();
  options.free_page_reporting = optioning::reports_free_pages(vmi, config);
  const auto& devices = vmi.spec.domain.devices;
  options.log_serial_console = config.logs_serial_consoles() && devices.log_serial_console.value_or(true) &&
                               devices.autoattach_serial_console.value_or(true);
  return options;
}

}  // namespace coracle::virt::handler
