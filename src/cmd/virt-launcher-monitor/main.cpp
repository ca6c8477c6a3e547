#include <stdio.h>

#include "cmd/virt-launcher-monitor/monitor.h"
#include "cmd/virt-launcher-monitor/options.h"

namespace {
constexpr char usage[] =
    "usage: virt-launcher-monitor [--keep-after-failure] [--monitored-program PATH] [OPTION OF VIRT-LAUNCHER...]\n"
    "\n"
    "Starts virt-launcher with the remaining options, starts it again when it dies (5 times a minute at most), reaps\n"
    "orphans, hands on SIGTERM, SIGINT and SIGQUIT, and ends with virt-launcher's status when the guest is over.\n";
}

int main(int argc, char** argv) {
  launcher_monitor::Options options;
  if (!launcher_monitor::parse(argc, argv, options)) return launcher_monitor::wrong_usage;
  if (options.help) {
    fputs(usage, stdout);
    return 0;
  }
  return launcher_monitor::Monitor(options).run();
}
