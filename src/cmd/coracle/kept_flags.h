#pragma once
#include "cmd/coracle/layout.h"
#include "cmd/coracle/up_flags.h"

namespace coracle::cmd {

/// Notes in the state how the cluster was started: what ends it later must find the same node and containerd.
void keep_flags(const Layout& layout, const UpFlags& flags);
/// For `down`: as it was started last, the defaults where that was not noted.
UpFlags flags_for_down(const Layout& layout);

}  // namespace coracle::cmd
