#include "cluster/scheduler/needs.h"

#include <algorithm>

#include "json/quantity.h"

namespace coracle::cluster {
namespace {

/// More than any machine has; sums of as much as pods may ask for stay numbers.
constexpr std::int64_t most_of_anything = 1LL << 50;

void raise_to(Amounts& most, const Amounts& other) {
  for (const auto& [name, amount] : other) {
    auto& held = most[name];
    held = std::max(held, amount);
  }
}

void add_ports(const std::vector<api::core::v1::Container>& containers, std::vector<HostPort>& ports) {
  for (const auto& container : containers)
    for (const auto& port : container.ports)
      if (port.host_port && *port.host_port > 0)
        ports.push_back({*port.host_port, port.protocol.empty() ? "TCP" : port.protocol,
                         port.host_ip.empty() ? "0.0.0.0" : port.host_ip});
}
}  // namespace

Amounts amounts_of(const std::map<std::string, schema::Quantity>& quantities) {
  Amounts out;
  for (const auto& [name, quantity] : quantities)
    if (const auto amount = json::Quantity::parse(quantity.text))
      out[name] = std::min(name == "cpu" ? amount->milli_value() : amount->value(), most_of_anything);
  return out;
}

void add_to(Amounts& sum, const Amounts& more) {
  for (const auto& [name, amount] : more) sum[name] += amount;
}

Amounts needs_of(const api::core::v1::PodSpec& spec) {
  Amounts running, sidecars, starting;
  for (const auto& container : spec.containers) add_to(running, amounts_of(container.resources.requests));
  for (const auto& container : spec.init_containers) {
    auto beside = sidecars;
    add_to(beside, amounts_of(container.resources.requests));
    if (container.restart_policy == "Always") sidecars = beside;
    raise_to(starting, beside);
  }
  add_to(running, sidecars);
  raise_to(running, starting);
  // Requests of the pod as a whole stand in place of its containers'.
  if (spec.resources)
    for (const auto& [name, amount] : amounts_of(spec.resources->requests)) running[name] = amount;
  add_to(running, amounts_of(spec.overhead));
  return running;
}

bool HostPort::clashes_with(const HostPort& other) const {
  return port == other.port && protocol == other.protocol &&
         (address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0");
}

std::vector<HostPort> host_ports_of(const api::core::v1::PodSpec& spec) {
  std::vector<HostPort> ports;
  add_ports(spec.containers, ports);
  for (const auto& container : spec.init_containers)
    if (container.restart_policy == "Always") add_ports({container}, ports);
  return ports;
}

}  // namespace coracle::cluster
