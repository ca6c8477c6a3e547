#include "virt/controller/vm/run_strategy.h"

#include <algorithm>

#include "api/kubevirt/v1/states.h"
#include "virt/controller/vm/instance.h"

namespace coracle::virt::controller::vm {
namespace {
namespace run = kubevirt::run_strategy;

Decision start_after_wait(const Situation& now) {
  Decision decision;
  decision.to_start = true;
  decision.wait = wait_left(now.failure, now.now);
  if (decision.wait == Duration::zero()) decision.act = Act::start;
  return decision;
}

Decision stop_if(bool wanted) { return {.act = wanted ? Act::stop : Act::nothing}; }

Decision always(const Situation& now) {
  if (!now.instance) return start_after_wait(now);
  return stop_if(is_final(*now.instance) || asks_to_stop(now.requests, *now.instance));
}

Decision rerun_on_failure(const Situation& now) {
  if (!now.instance) {
    // A machine that comes from another strategy is started; afterwards only failures and people start it.
    const bool fresh = now.strategy_before != run::rerun_on_failure;
    return fresh || asks_to_start(now.requests) ? start_after_wait(now) : Decision{};
  }
  auto decision = stop_if(is_final(*now.instance) || asks_to_stop(now.requests, *now.instance));
  decision.request_start = now.instance->status.phase == kubevirt::vmi_phase::failed;
  return decision;
}

Decision manual(const Situation& now) {
  if (now.instance) return stop_if(asks_to_stop(now.requests, *now.instance));
  if (!asks_to_start(now.requests)) return {};
  return {.act = Act::start, .to_start = true};
}

Decision halted(const Situation& now) {
  if (now.instance) return stop_if(true);
  if (!asks_to_start(now.requests)) return {};
  return {.act = Act::turn_on, .to_start = true};
}

Decision once(const Situation& now) {
  if (now.instance) return stop_if(asks_to_stop(now.requests, *now.instance));
  return start_after_wait(now);
}

struct StrategyRow {
  std::string_view strategy;
  Decision (*decide)(const Situation&);
};
constexpr StrategyRow strategy_rows[] = {
    {run::always, always}, {run::rerun_on_failure, rerun_on_failure}, {run::manual, manual}, {run::halted, halted},
    {run::once, once},
};
}  // namespace

std::string_view run_strategy_of(const kubevirt::VirtualMachineSpec& spec) {
  if (!spec.run_strategy.empty()) return spec.run_strategy;
  if (!spec.running) return {};
  return *spec.running ? run::always : run::halted;
}

Decision decide(const Situation& now) {
  const auto* row = std::ranges::find(strategy_rows, now.strategy, &StrategyRow::strategy);
  if (row == std::end(strategy_rows)) return {};
  auto decision = row->decide(now);
  const bool ending = now.instance && is_deleting(now.instance->metadata);
  if (decision.act == Act::stop && ending) decision.act = Act::nothing;
  return decision;
}

}  // namespace coracle::virt::controller::vm
