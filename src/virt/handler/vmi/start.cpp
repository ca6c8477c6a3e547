#include "virt/handler/vmi/start.h"

#include <fcntl.h>
#include <unistd.h>

#include "virt/handler/devices/pod_devices.h"
#include "virt/handler/ghosts/ghost_records.h"
#include "virt/handler/network/prepare.h"
#include "virt/handler/network/records.h"
#include "virt/handler/vmi/options.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace starting {
namespace {

/// libvirtd's first start on a node without a capabilities cache, and disks whose containers are still starting.
constexpr auto sync_limit = 60s;
constexpr std::size_t largest_resolver = 64U << 10U;

std::vector<std::string> devices_of(const StartWork& work) {
  std::vector<std::string> devices;
  if (!work.vmi->spec.domain.devices.interfaces.empty()) devices.emplace_back("net/tun");
  if (has_kvm(*work.pod)) devices.emplace_back("kvm");
  if (has_vhost_net(*work.pod)) devices.emplace_back("vhost-net");
  return devices;
}

/// The pod's own, as its containers see it.
network::Resolver resolver_of(const StartWork& work) {
  network::Resolver found;
  try {
    const auto root = root_of(work.process);
    found = network::parse_resolver(read_file(root.get(), "etc/resolv.conf", largest_resolver));
  } catch (const Error&) {
    // A pod without name servers: the guest gets none either.
    found = {};
  }
  found.search = network::search_list(std::move(found.search), work.vmi->spec.subdomain, work.vmi->metadata.namespace_);
  return found;
}

std::map<std::string, std::string> known_macs(const StartWork& work) {
  std::map<std::string, std::string> macs;
  for (const auto& card : work.vmi->status.interfaces) {
    if (!card.name.empty() && network::is_mac(card.mac)) macs[card.name] = card.mac;
  }
  for (const auto& one : network::read_records(work.paths, work.vmi->metadata.uid)) {
    if (network::is_mac(one.mac)) macs[one.name] = one.mac;
  }
  return macs;
}

}  // namespace
}  // namespace starting

std::vector<std::string> pod_addresses(const api::core::v1::Pod& pod) {
  std::vector<std::string> addresses;
  for (const auto& each : pod.status.pod_ips) addresses.push_back(each.ip);
  if (addresses.empty() && !pod.status.pod_ip.empty()) addresses.push_back(pod.status.pod_ip);
  return addresses;
}

std::string selinux_context_of(const PodProcess& process) {
  if (::access("/sys/fs/selinux/enforce", F_OK) != 0) return "none";
  try {
    const auto folder = open_directory("/proc/" + std::to_string(process.pid));
    const auto file = open_beneath(folder.get(), "attr/current", O_RDONLY);
    auto context = read_to_end(file.get(), 4096, "SELinux context");
    context.resize(std::min(context.find('\0'), context.size()));
    return context;
  } catch (const Error&) {
    return {};
  }
}

Task<std::vector<shared::PreparedInterface>> prepare_guest(StartWork work) {
  write_ghost(work.paths, work.link->place());
  const auto devices = starting::devices_of(work);
  if (!devices.empty()) give_devices(work.process, devices);
  auto wanted = network::wanted_interfaces(*work.vmi, pod_addresses(*work.pod), starting::known_macs(work)).take();
  auto prepared = co_await network::prepare(std::move(wanted), starting::resolver_of(work), work.process, work.helper);
  network::write_records(work.paths, work.vmi->metadata.uid, prepared);
  co_return prepared;
}

Task<> start_guest(StartWork work, std::vector<shared::PreparedInterface> prepared) {
  auto options = launcher_options(*work.vmi, *work.pod, work.config);
  options.interfaces = std::move(prepared);
  shared::LauncherRequest request;
  request.vmi = *work.vmi;
  request.options = std::move(options);
  co_await work.link->demand("SyncVirtualMachine", std::move(request), starting::sync_limit);
}

}  // namespace coracle::virt::handler
