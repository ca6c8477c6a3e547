#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/states.h"
#include "json/quantity.h"
#include "virt/api/defaults/defaults.h"
#include "virt/api/defaults/live_update.h"
#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view strategies[] = {"Always", "Halted", "Manual", "RerunOnFailure", "Once", "WaitAsReceiver"};

void check_run_strategy(const kubevirt::VirtualMachineSpec& spec, const shared::ClusterConfig& config,
                        Findings& found) {
  const auto& strategy = spec.run_strategy;
  if (spec.running && !strategy.empty())
    found.invalid("spec.running",
                  "Running and RunStrategy are mutually exclusive. Note that Running is deprecated, please use "
                  "RunStrategy instead");
  if (!spec.running && strategy.empty()) found.invalid("spec.running", "RunStrategy must be specified");
  if (strategy.empty()) return;
  if (std::ranges::find(strategies, strategy) == std::end(strategies))
    found.invalid("spec.runStrategy", fmt::format("Invalid RunStrategy ({})", strategy));
  else if (strategy == kubevirt::run_strategy::wait_as_receiver && !config.enabled("DecentralizedLiveMigration"))
    found.invalid("spec.runStrategy",
                  fmt::format("Invalid RunStrategy ({}), DecentralizedLiveMigration feature gate is "
                              "not enabled in kubevirt resource",
                              strategy));
}

void check_lacking_members(const kubevirt::VirtualMachineSpec& spec, Findings& found) {
  const auto lacks = [&](bool asked, const char* field) {
    if (asked) found.not_supported(field, fmt::format("{} is not supported by this release of Coracle", field));
  };
  lacks(spec.instancetype.has_value(), "spec.instancetype");
  lacks(spec.preference.has_value(), "spec.preference");
  lacks(!spec.data_volume_templates.empty(), "spec.dataVolumeTemplates");
  lacks(!spec.update_volumes_strategy.empty(), "spec.updateVolumesStrategy");
}

/// A maximum that somebody names is one that the guest could grow to.
void check_live_memory(const InstanceSpec& given, const InstanceSpec& spec, const shared::ClusterConfig& config,
                       Findings& found) {
  const bool named = given.domain.memory && given.domain.memory->max_guest;
  const auto& memory = spec.domain.memory;
  if (config.rollout_strategy() != "LiveUpdate" || !named || !memory || !memory->guest) return;
  const auto guest = json::Quantity::parse(memory->guest->text);
  const auto most = json::Quantity::parse(memory->max_guest->text);
  // What is no amount, or above its maximum, is told elsewhere.
  if (!guest || !most || *guest > *most) return;
  if (const auto why = why_memory_stays(spec, guest->value(), most->value()); !why.empty())
    found.invalid("spec.template.spec.domain.memory.guest", why);
}

}  // namespace

FieldErrors check_machine(const kubevirt::VirtualMachine& vm, const shared::ClusterConfig& config) {
  FieldErrors errors;
  Findings found(errors);
  auto defaulted = vm.spec.template_.spec;
  default_instance_spec(defaulted, config);
  for (auto& one : check_instance_spec("spec.template.spec", defaulted, config)) errors.push_back(std::move(one));
  check_run_strategy(vm.spec, config, found);
  check_live_memory(vm.spec.template_.spec, defaulted, config, found);
  check_lacking_members(vm.spec, found);
  return errors;
}

}  // namespace coracle::virt::api
