#pragma once
#include "cmd/coracle/layout.h"

namespace coracle::cmd {

/// With --root: gives this process, which has one thread yet, the cluster's own mount namespace, made at the first
/// start and kept by a mount of its file until remove_mount_namespace(). What the cluster mounts is not seen outside;
/// what the machine mounts is seen in it. /run/containerd, whose names are fixed in containerd's shims, is a tmpfs
/// there. Without a root it does nothing.
void enter_mount_namespace(const Layout& layout);
/// True when it was made and is kept; then enters it.
bool enter_kept_mount_namespace(const Layout& layout);
/// Lets it go with its last process.
void remove_mount_namespace(const Layout& layout);

}  // namespace coracle::cmd
