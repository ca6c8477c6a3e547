#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/task.h"

namespace CLI {
class App;
}

namespace coracle::virtctl {

class Session;

/// What the command line asked for, once it is parsed: runs it and gives the exit status.
using Chosen = std::function<Task<int>(Session& session)>;

/// A command of virtctl: `add` declares its flags below `parent` and, when the command is on the command line, puts
/// into `chosen` what is to be done. Each has a file of its own; commands() lists them all.
struct Command {
  std::string_view name;
  void (*add)(CLI::App& parent, Chosen& chosen);
};

std::span<const Command> commands();

void add_console(CLI::App& parent, Chosen& chosen);
void add_fslist(CLI::App& parent, Chosen& chosen);
void add_guestosinfo(CLI::App& parent, Chosen& chosen);
void add_not_built(CLI::App& parent, Chosen& chosen);
void add_pause(CLI::App& parent, Chosen& chosen);
void add_port_forward(CLI::App& parent, Chosen& chosen);
void add_reset(CLI::App& parent, Chosen& chosen);
void add_restart(CLI::App& parent, Chosen& chosen);
void add_scp(CLI::App& parent, Chosen& chosen);
void add_soft_reboot(CLI::App& parent, Chosen& chosen);
void add_ssh(CLI::App& parent, Chosen& chosen);
void add_start(CLI::App& parent, Chosen& chosen);
void add_stop(CLI::App& parent, Chosen& chosen);
void add_unpause(CLI::App& parent, Chosen& chosen);
void add_userlist(CLI::App& parent, Chosen& chosen);
void add_version(CLI::App& parent, Chosen& chosen);
void add_vnc(CLI::App& parent, Chosen& chosen);

}  // namespace coracle::virtctl
