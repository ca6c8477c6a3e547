#include "virt/api/subresources/objects.h"

namespace coracle::virt::api {
namespace {

Task<kubevirt::VirtualMachineInstance> with_screen(Means& means, std::string ns, std::string name) {
  auto vmi = co_await get_instance(means, std::move(ns), std::move(name));
  if (!vmi.spec.domain.devices.autoattach_graphics_device.value_or(true))
    throw Error(Reason::bad_request, "No graphics devices are present.");
  if (!is_running(vmi)) throw Error(Reason::bad_request, "VMI is not running");
  co_return vmi;
}

/// Of the query only what the verb knows goes on.
std::string switch_in_query(const net::Target& target, std::string_view name) {
  const auto value = target.parameter(name);
  return value == "true" || value == "false" ? std::string(name) + "=" + std::string(value) : std::string();
}

}  // namespace

Task<net::Response> vnc(Means& means, Asked asked) {
  const auto vmi = co_await with_screen(means, asked.ns, asked.name);
  auto query = switch_in_query(asked.target, "preserveSession");
  co_return co_await join_handler_stream(means, vmi, std::move(asked), "vnc", std::move(query));
}

Task<net::Response> vnc_screenshot(Means& means, Asked asked) {
  const auto vmi = co_await with_screen(means, asked.ns, asked.name);
  co_return co_await fetch_from_handler(means, vmi, "vnc/screenshot", switch_in_query(asked.target, "moveCursor"));
}

}  // namespace coracle::virt::api
