#pragma once
// status.printableStatus, the word that `kubectl get vm` shows.
#include <string_view>

#include "virt/controller/vm/run_strategy.h"

namespace coracle::virt::controller::vm {

struct Facts {
  const kubevirt::VirtualMachine& machine;
  const kubevirt::VirtualMachineInstance* instance;
  std::string_view strategy;
  const StartFailure& failure;
  bool stopping;  ///< the instance is being deleted, or about to be
  bool starting;  ///< there is none, and it is about to be created
};

/// The first row that holds; the order is part of the interface.
std::string_view printable_status(const Facts& facts);

}  // namespace coracle::virt::controller::vm
