#pragma once
#include <string>

#include "cmd/coracle/layout.h"
#include "cmd/coracle/lock.h"
#include "cmd/coracle/report.h"
#include "cmd/coracle/up_flags.h"

namespace coracle::cmd {

/// Runs a cluster until SIGTERM or until it was told to go down; gives the exit status. For `down` (flags.for_down) it
/// starts only what that needs and then goes down.
int serve(const Layout& layout, const UpFlags& flags, const std::string& image_folder, Report report);

}  // namespace coracle::cmd
