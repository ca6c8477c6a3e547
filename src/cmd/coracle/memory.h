#pragma once
#include "base/task.h"

namespace coracle::cmd {

/// Two heaps in place of eight a core: what twenty threads free in heaps of their own stays resident and serves nobody.
/// Before the first thread. Measured: 100 MiB became 50 after ten machines; a write costs the API server the same.
void share_heaps();

/// Gives the pages that a burst of requests has freed back to the system, every now and then, until cancelled: the C
/// library does so by itself only at a heap's end.
Task<> give_memory_back();

}  // namespace coracle::cmd
