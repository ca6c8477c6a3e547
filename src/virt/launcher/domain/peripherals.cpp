#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace peripherals_concern {
namespace {

void add_inputs(pugi::xml_node devices, const Input& input) {
  for (const auto& wanted : input.vmi.spec.domain.devices.inputs) {
    auto node = element(devices, "input");
    attribute(attribute(node, "type", wanted.type), "bus", wanted.bus.empty() ? "usb" : wanted.bus);
    if (wanted.bus == api::kubevirt::v1::input_bus::virtio) attribute(node, "model", virtio_model(input));
    add_alias(node, wanted.name);
  }
}

void add_watchdog(pugi::xml_node devices, const api::kubevirt::v1::Watchdog& wanted) {
  if (!wanted.i6300esb) return;
  auto node = element(devices, "watchdog");
  attribute(node, "model", "i6300esb");
  attribute(node, "action", wanted.i6300esb->action.empty() ? "reset" : wanted.i6300esb->action);
  add_alias(node, wanted.name);
}

void add_balloon(pugi::xml_node devices, const Input& input) {
  auto node = element(devices, "memballoon");
  if (!input.vmi.spec.domain.devices.autoattach_mem_balloon.value_or(true)) {
    attribute(node, "model", "none");
    return;
  }
  attribute(node, "model", virtio_model(input));
  if (input.free_page_reporting) attribute(node, "freePageReporting", "on");
  if (input.balloon_stats_period > 0) {
    attribute(element(node, "stats"), "period", std::to_string(input.balloon_stats_period));
  }
}

}  // namespace
}  // namespace peripherals_concern

void add_peripherals(pugi::xml_node devices, const Input& input) {
  const auto& wanted = input.vmi.spec.domain.devices;
  peripherals_concern::add_inputs(devices, input);
  if (wanted.watchdog) peripherals_concern::add_watchdog(devices, *wanted.watchdog);
  if (wanted.rng) {
    auto rng = element(devices, "rng");
    attribute(rng, "model", virtio_model(input));
    attribute(element(rng, "backend", "/dev/urandom"), "model", "random");
  }
  for (const auto& panic : wanted.panic_devices) attribute(element(devices, "panic"), "model", panic.model);
  peripherals_concern::add_balloon(devices, input);
}

}  // namespace coracle::virt::launcher::domain
