#pragma once
// Machines whose guests end before they have run are started again ever more seldom.
#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/time.h"

namespace coracle::virt::controller::vm {

namespace kubevirt = api::kubevirt::v1;
using StartFailure = Box<kubevirt::VirtualMachineStartFailure>;

/// The count after a look at the instance: one more when it ended without having run (each instance counts once),
/// nothing once a guest runs, or where the strategy starts nothing by itself. `jitter` is from 0 to 1.
StartFailure counted(StartFailure before, std::string_view strategy, const kubevirt::VirtualMachineInstance* instance,
                     WallTime now, double jitter);

/// 10 s times the square of the failures in a row, up to half of it more, at most five minutes.
Duration pause_after(std::int64_t failures, double jitter);

/// How long the next start has to wait; zero when it may be.
Duration wait_left(const StartFailure& failure, WallTime now);

}  // namespace coracle::virt::controller::vm
