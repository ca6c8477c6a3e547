#include <algorithm>
#include <pugixml.hpp>

#include "json/quantity.h"
#include "virt/launcher/domain/concerns.h"

namespace coracle::virt::launcher::domain {

namespace cpu_concern {
namespace {

std::uint32_t at_least_one(std::uint32_t number) { return number == 0 ? 1 : number; }

struct Topology {
  std::uint32_t sockets = 1;  ///< the most there can be
  std::uint32_t sockets_at_start = 1;
  std::uint32_t cores = 1;
  std::uint32_t threads = 1;
  std::uint32_t at_start() const { return sockets_at_start * cores * threads; }
  std::uint32_t most() const { return sockets * cores * threads; }
};

/// Without a CPU in the spec, as many sockets as the request (or limit) has CPUs, as KubeVirt counts.
Topology topology_of(const api::kubevirt::v1::DomainSpec& spec) {
  Topology topology;
  if (spec.cpu && (spec.cpu->sockets || spec.cpu->cores || spec.cpu->threads)) {
    topology.sockets_at_start = at_least_one(spec.cpu->sockets);
    topology.cores = at_least_one(spec.cpu->cores);
    topology.threads = at_least_one(spec.cpu->threads);
  } else {
    for (const auto* amounts : {&spec.resources.limits, &spec.resources.requests}) {
      const auto found = amounts->find("cpu");
      if (found == amounts->end()) continue;
      const auto asked = json::Quantity::parse(found->second.text).take().value();
      topology.sockets_at_start = at_least_one(static_cast<std::uint32_t>(std::clamp<std::int64_t>(asked, 0, 512)));
    }
  }
  topology.sockets = topology.sockets_at_start;
  if (spec.cpu) topology.sockets = std::max(topology.sockets, spec.cpu->max_sockets);
  return topology;
}

/// Sockets that are plugged later are there from the start, switched off.
void add_vcpus(pugi::xml_node domain, const Topology& topology) {
  auto vcpu = element(domain, "vcpu", std::to_string(topology.most()));
  attribute(vcpu, "placement", "static");
  if (topology.most() == topology.at_start()) return;
  attribute(vcpu, "current", std::to_string(topology.at_start()));
  auto vcpus = element(domain, "vcpus");
  const std::uint32_t fixed = topology.cores * topology.threads;
  for (std::uint32_t i = 0; i < topology.most(); ++i) {
    auto one = element(vcpus, "vcpu");
    attribute(one, "id", std::to_string(i));
    attribute(one, "enabled", i < topology.at_start() ? "yes" : "no");
    attribute(one, "hotpluggable", i < fixed ? "no" : "yes");
  }
}

pugi::xml_node add_model(pugi::xml_node domain, const std::string& model) {
  auto cpu = element(domain, "cpu");
  if (model == "host-passthrough") {
    attribute(attribute(cpu, "mode", model), "check", "none");
  } else if (model.empty() || model == "host-model") {
    attribute(cpu, "mode", "host-model");
  } else {
    attribute(attribute(cpu, "mode", "custom"), "match", "exact");
    attribute(element(cpu, "model", model), "fallback", "forbid");
  }
  return cpu;
}

}  // namespace
}  // namespace cpu_concern

void add_cpu(pugi::xml_node domain, const Input& input) {
  const auto& spec = input.vmi.spec.domain;
  const auto topology = cpu_concern::topology_of(spec);
  cpu_concern::add_vcpus(domain, topology);
  auto cpu = cpu_concern::add_model(domain, spec.cpu ? spec.cpu->model : "");
  auto shape = element(cpu, "topology");
  attribute(shape, "sockets", std::to_string(topology.sockets));
  attribute(shape, "cores", std::to_string(topology.cores));
  attribute(shape, "threads", std::to_string(topology.threads));
  if (!spec.cpu) return;
  for (const auto& feature : spec.cpu->features) {
    auto one = element(cpu, "feature");
    attribute(one, "policy", feature.policy.empty() ? "require" : feature.policy);
    attribute(one, "name", feature.name);
  }
}

}  // namespace coracle::virt::launcher::domain
