#include <fmt/core.h>

#include "api/kubevirt/v1/names.h"
#include "virt/controller/launcher_pod/parts.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

namespace node_label = kubevirt::node_label;

/// Label of nodes whose kubelet hands out whole processors; KubeVirt's older one, which its own nodes carry too.
constexpr std::string_view cpu_manager_label = "cpumanager";

bool is_host_model(const kubevirt::DomainSpec& domain) {
  return !domain.cpu || domain.cpu->model.empty() || domain.cpu->model == "host-model";
}

std::string machine_type(const Input& input, const std::string& architecture) {
  if (input.vmi.status.machine) return input.vmi.status.machine->type;
  const auto& machine = input.vmi.spec.domain.machine;
  return machine && !machine->type.empty() ? machine->type : input.config.machine_type(architecture);
}

void add_cpu(const kubevirt::DomainSpec& domain, std::map<std::string, std::string>& labels) {
  if (!domain.cpu) return;
  const auto& cpu = *domain.cpu;
  if (!is_host_model(domain) && cpu.model != "host-passthrough") {
    labels[fmt::format("{}{}", node_label::cpu_model, cpu.model)] = "true";
  }
  for (const auto& feature : cpu.features) {
    if (feature.policy.empty() || feature.policy == "require") {
      labels[fmt::format("{}{}", node_label::cpu_feature, feature.name)] = "true";
    }
  }
  if (cpu.dedicated_cpu_placement) labels[std::string(cpu_manager_label)] = "true";
  if (cpu.realtime) labels[std::string(node_label::realtime)] = "true";
}

void add_protection(const kubevirt::DomainSpec& domain, std::map<std::string, std::string>& labels) {
  if (!domain.launch_security) return;
  const auto& security = *domain.launch_security;
  if (security.sev) {
    const bool encrypts_state = security.sev->policy && security.sev->policy->encrypted_state.value_or(false);
    labels[std::string(encrypts_state ? node_label::sev_es : node_label::sev)] = "true";
  }
  if (security.snp) labels[std::string(node_label::sev_snp)] = "true";
  if (security.tdx) labels[std::string(node_label::tdx)] = "true";
}

core::NodeSelectorRequirement lacks(std::string key) {
  return {.key = std::move(key), .operator_ = "DoesNotExist", .values = {}};
}

}  // namespace

std::map<std::string, std::string> node_selector(const Input& input) {
  const auto& spec = input.vmi.spec;
  const auto architecture = spec.architecture.empty() ? input.config.default_architecture() : spec.architecture;
  std::map<std::string, std::string> labels;
  if (const auto& developer = input.config.raw().developer_configuration) labels = developer->node_selectors;
  for (const auto& [key, value] : spec.node_selector) labels[key] = value;
  labels[std::string(node_label::schedulable)] = "true";
  labels["kubernetes.io/arch"] = architecture;
  labels[fmt::format("{}{}", node_label::machine_type, machine_type(input, architecture))] = "true";
  add_cpu(spec.domain, labels);
  add_protection(spec.domain, labels);
  return labels;
}

Box<core::Affinity> affinity(const Input& input) {
  std::vector<core::NodeSelectorRequirement> required;
  const auto& domain = input.vmi.spec.domain;
  // A host model without a name that libvirt still supports could not be migrated to.
  if (is_host_model(domain)) required.push_back(lacks(std::string(node_label::obsolete_host_model)));
  if (domain.cpu) {
    for (const auto& feature : domain.cpu->features) {
      if (feature.policy == "forbid")
        required.push_back(lacks(fmt::format("{}{}", node_label::cpu_feature, feature.name)));
    }
  }
  auto rules = input.vmi.spec.affinity;
  if (required.empty()) return rules;
  auto& terms = rules.ensure()
                    .node_affinity.ensure()
                    .required_during_scheduling_ignored_during_execution.ensure()
                    .node_selector_terms;
  // One term is enough for a node to be chosen, so that each must say it.
  if (terms.empty()) terms.emplace_back();
  for (auto& term : terms) {
    term.match_expressions.insert(term.match_expressions.end(), required.begin(), required.end());
  }
  return rules;
}

}  // namespace coracle::virt::controller::launcher_pod
