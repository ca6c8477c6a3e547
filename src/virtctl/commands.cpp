#include "virtctl/command.h"

namespace coracle::virtctl {

std::span<const Command> commands() {
  static constexpr Command all[] = {
      {"console", add_console},
      {"fslist", add_fslist},
      {"guestosinfo", add_guestosinfo},
      {"pause", add_pause},
      {"port-forward", add_port_forward},
      {"reset", add_reset},
      {"restart", add_restart},
      {"scp", add_scp},
      {"soft-reboot", add_soft_reboot},
      {"ssh", add_ssh},
      {"start", add_start},
      {"stop", add_stop},
      {"unpause", add_unpause},
      {"userlist", add_userlist},
      {"version", add_version},
      {"vnc", add_vnc},
      {"", add_not_built},  // those of the original that this release lacks, each by its name
  };
  return all;
}

}  // namespace coracle::virtctl
