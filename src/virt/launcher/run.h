#pragma once
#include "base/log.h"
#include "base/loop.h"
#include "virt/launcher/options.h"

namespace coracle::virt::launcher {

/// The compute container's main program: serves virt-handler, keeps libvirtd, runs the guest to its end, and gives the
/// exit status that virt-launcher-monitor understands. SIGTERM, SIGINT and SIGQUIT tell that the pod is to end.
/// `asked_to_end`: a predecessor of this process was told so.
Task<int> run_launcher(Loop& loop, RunOptions options, bool asked_to_end, Log log);

}  // namespace coracle::virt::launcher
