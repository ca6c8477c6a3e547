#pragma once

namespace coracle::virtctl {

/// The whole program: reads the command line, runs one command, and returns the exit status. What goes wrong is told in
/// one sentence on standard error. A name of the program that begins with "kubectl-" is shown as kubectl's plugin.
int run(int argc, const char* const* argv);

}  // namespace coracle::virtctl
