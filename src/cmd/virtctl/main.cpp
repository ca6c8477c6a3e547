// virtctl, and by the name kubectl-virt the plugin of kubectl: the command line of virtual machines.
#include "virtctl/virtctl.h"

int main(int argc, char** argv) { return coracle::virtctl::run(argc, argv); }
