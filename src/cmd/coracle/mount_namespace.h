#pragma once
#include "cmd/coracle/layout.h"

namespace coracle::cmd {

/// With --root: gives this process, which has one thread yet, the cluster's own mount namespace: that of containerd and
/// its shims when some of an earlier life go on, else a new one. It ends with its last process. What the cluster mounts
/// is not seen outside; what the machine mounts is seen in it. /run/containerd, whose names are fixed in containerd's
/// shims, is a tmpfs there. Without a root it does nothing.
void enter_mount_namespace(const Layout& layout);

}  // namespace coracle::cmd
