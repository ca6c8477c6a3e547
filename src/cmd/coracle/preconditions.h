#pragma once
#include "cmd/coracle/layout.h"
#include "cmd/coracle/up_flags.h"

namespace coracle::cmd {

/// Throws Error saying in one sentence what is in the way of a cluster on this machine: not being root, a program that
/// is missing, a port in use, another kubelet, a flag that says what cannot be.
void check_preconditions(const Layout& layout, const UpFlags& flags);

/// What the Node is called: as the flag says, else the host's name in lower case.
std::string node_name(const UpFlags& flags);

/// The path of a program as a shell finds it; empty when there is none.
std::string find_program(const std::string& name);

}  // namespace coracle::cmd
