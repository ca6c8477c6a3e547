#include <arpa/inet.h>

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

template <std::size_t N>
bool is_word_of(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

void check_inputs(const std::string& at, const kubevirt::Devices& devices, Findings& found) {
  for (std::size_t i = 0; i < devices.inputs.size(); ++i) {
    const auto& input = devices.inputs[i];
    const auto field = fmt::format("{}.inputs[{}]", at, i);
    if (!input.bus.empty() && input.bus != kubevirt::input_bus::usb && input.bus != kubevirt::input_bus::virtio)
      found.invalid(field + ".bus", "Input device can have only virtio or usb bus.");
    if (input.type != kubevirt::input_type::tablet)
      found.invalid(field + ".type", "Input device can have only tablet type.");
  }
}

void check_video(const std::string& at, const kubevirt::Devices& devices, Findings& found) {
  constexpr std::string_view types[] = {"vga", "cirrus", "virtio", "ramfb", "bochs"};
  if (!devices.video) return;
  if (!devices.autoattach_graphics_device.value_or(true))
    found.invalid(at + ".video", "Video configuration is not allowed when autoattachGraphicsDevice is set to false");
  if (!is_word_of(types, devices.video->type))
    found.not_supported(at + ".video.type",
                        fmt::format("video model '{}' is not supported on amd64 architecture", devices.video->type));
}

void check_small_devices(const std::string& at, const kubevirt::Devices& devices, Findings& found) {
  constexpr std::string_view panic_models[] = {"hyperv", "isa", "pvpanic"};
  constexpr std::string_view actions[] = {"poweroff", "reset", "shutdown"};
  if (devices.watchdog && (!devices.watchdog->i6300esb || devices.watchdog->diag288))
    found.not_supported(at + ".watchdog", "amd64 only supports I6300ESB watchdog device");
  else if (devices.watchdog && !is_word_of(actions, devices.watchdog->i6300esb->action))
    found.invalid(at + ".watchdog.i6300esb.action",
                  fmt::format("{}.watchdog.i6300esb.action must be one of poweroff, reset and shutdown, not {}", at,
                              devices.watchdog->i6300esb->action));
  for (std::size_t i = 0; i < devices.panic_devices.size(); ++i)
    if (const auto& model = devices.panic_devices[i].model; !is_word_of(panic_models, model))
      found.invalid(fmt::format("{}.panicDevices[{}].model", at, i),
                    fmt::format("invalid PanicDeviceModel({})", model));
}

void check_io_threads(const std::string& path, const kubevirt::DomainSpec& domain, Findings& found) {
  constexpr std::string_view policies[] = {"shared", "auto", "supplementalPool"};
  const auto& policy = domain.io_threads_policy;
  if (!policy.empty() && !is_word_of(policies, policy))
    found.invalid(path + ".domain.ioThreadsPolicy", fmt::format("Invalid IOThreadsPolicy ({})", policy));
}

}  // namespace

void check_dhcp_options(const std::string& at, const kubevirt::Interface& nic, Findings& found) {
  if (!nic.dhcp_options) return;
  const auto field = at + ".dhcpOptions";
  std::set<std::int64_t> taken;
  for (std::size_t i = 0; i < nic.dhcp_options->private_options.size(); ++i) {
    const auto option = nic.dhcp_options->private_options[i].option;
    const auto own = fmt::format("{}.privateOptions[{}].option", field, i);
    if (option < 224 || option > 254)
      found.invalid(own, "provided DHCPPrivateOptions are out of range, must be in range 224 to 254");
    if (!taken.insert(option).second)
      found.invalid(own, "Found Duplicates: you have provided duplicate DHCPPrivateOptions");
  }
  const auto& servers = nic.dhcp_options->ntp_servers;
  for (std::size_t i = 0; i < servers.size(); ++i)
    if (in_addr bytes{}; ::inet_pton(AF_INET, servers[i].c_str(), &bytes) != 1)
      found.invalid(fmt::format("{}.ntpServers[{}]", field, i), "NTP servers must be a list of valid IPv4 addresses.");
}

void check_devices(const std::string& path, const InstanceSpec& spec, Findings& found) {
  const auto at = path + ".domain.devices";
  check_inputs(at, spec.domain.devices, found);
  check_video(at, spec.domain.devices, found);
  check_small_devices(at, spec.domain.devices, found);
  check_io_threads(path, spec.domain, found);
}

}  // namespace coracle::virt::api
