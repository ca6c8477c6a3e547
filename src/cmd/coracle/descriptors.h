#pragma once

namespace coracle::cmd {

/// Lets this process, and what it starts, have 65,536 files and connections open where the system allows so many: a
/// login shell's 1,024 are used up by a thousand watchers, and then nothing works any more.
void raise_descriptor_limit();

}  // namespace coracle::cmd
