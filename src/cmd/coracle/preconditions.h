#pragma once
#include "cmd/coracle/layout.h"
#include "cmd/coracle/up_flags.h"

namespace coracle::cmd {

/// Throws Error saying in one sentence what is in the way of a cluster on this machine: not being root, a program that
/// is missing, a port in use, another kubelet.
void check_preconditions(const Layout& layout, const UpFlags& flags);

/// The path of a program as a shell finds it; empty when there is none.
std::string find_program(const std::string& name);

}  // namespace coracle::cmd
