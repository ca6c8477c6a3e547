#pragma once
#include "cmd/coracle/layout.h"

namespace coracle::cmd {

/// Removes what a cluster that has been shut down left: state, folders that it made, the quick start's links and the
/// kubeconfig it wrote. Processes, mounts and groups that an orderly end could not remove go, too. Says on standard
/// error what has to stay. Throws Error when the state itself cannot be removed.
void purge(const Layout& layout);

/// After a start that was refused: the folder of the lock goes, unless there is a cluster here.
void forget_refused_start(const Layout& layout);

}  // namespace coracle::cmd
