#pragma once
// Whether a machine should run now: runStrategy against what runs and what was asked for.
#include <optional>
#include <string_view>

#include "virt/controller/vm/requests.h"
#include "virt/controller/vm/start_failure.h"

namespace coracle::virt::controller::vm {

/// spec.runStrategy, or what spec.running stands for; empty when the machine has neither.
std::string_view run_strategy_of(const kubevirt::VirtualMachineSpec& spec);

enum class Act {
  nothing,
  start,    ///< create the instance
  stop,     ///< delete it
  turn_on,  ///< a Halted machine that was told to start paused becomes Always
};

struct Situation {
  std::string_view strategy;
  std::string_view strategy_before;  ///< status.runStrategy
  const Requests& requests;          ///< that are still open
  const StartFailure& failure;
  const kubevirt::VirtualMachineInstance* instance;
  WallTime now;
};

struct Decision {
  Act act = Act::nothing;
  bool request_start = false;  ///< a guest that failed is to come back once its instance is gone
  bool to_start = false;       ///< a start is due, perhaps after a wait
  Duration wait{};
};

/// What the strategy makes of it: docs/run-strategies.md, a row a strategy.
Decision decide(const Situation& situation);

}  // namespace coracle::virt::controller::vm
