#pragma once

namespace launcher_monitor {

/// What the monitor itself needs of the command line that virt-controller renders. Everything but its own options goes
/// on to virt-launcher, unread.
struct Options {
  const char* program = "/usr/bin/virt-launcher";
  const char* container_disk_dir = nullptr;  ///< where the sockets of container disks are
  bool keep_after_failure = false;
  bool help = false;
  char** passed_on = nullptr;  ///< argv of virt-launcher, ends with null
};

/// Takes the monitor's own options (--keep-after-failure, --monitored-program PATH, --help) out of argv, which becomes
/// that of virt-launcher.
/// False when one of them is wrong, with a word on standard error.
bool parse(int argc, char** argv, Options& options);

}  // namespace launcher_monitor
