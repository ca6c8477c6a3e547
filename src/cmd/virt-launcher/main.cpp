// The program of the launcher image. It describes a node; running a guest joins it with the handler's protocol.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "virt/launcher/node_probe.h"

using namespace coracle;

namespace {

constexpr char usage[] =
    "usage: virt-launcher --node-probe DIR [--kvm]\n"
    "\n"
    "Writes what libvirt and QEMU of this image can do on this node below DIR.\n"
    "  --kvm  ask for KVM's capabilities in place of emulation's\n";

int probe(const char* folder, bool kvm) {
  char scratch[] = "/tmp/node-probe-XXXXXX";
  if (!mkdtemp(scratch)) throw system_error(errno, "folder for libvirt in /tmp");
  virt::launcher::NodeProbeConfig config;
  config.folder = folder;
  config.scratch = scratch;
  config.kvm = kvm;
  std::exception_ptr failure;
  try {
    run_task([&](Loop& loop) { return virt::launcher::probe_node(loop, config, Log("node-probe")); });
  } catch (...) {
    failure = std::current_exception();
  }
  std::error_code ignored;
  std::filesystem::remove_all(scratch, ignored);
  if (failure) std::rethrow_exception(failure);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool kvm = argc == 4 && std::strcmp(argv[3], "--kvm") == 0;
  if ((argc != 3 && !kvm) || std::strcmp(argv[1], "--node-probe") != 0) {
    std::fputs(usage, stderr);
    return 2;
  }
  try {
    return probe(argv[2], kvm);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "virt-launcher: %s\n", error.what());
    // 100: virt-launcher-monitor does not start it again (cmd/virt-launcher-monitor/monitor.h).
    return 100;
  }
}
