// The program of the launcher image: runs one guest, or describes a node.
#include <grp.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "virt/launcher/node_probe.h"
#include "virt/launcher/run.h"

using namespace coracle;

namespace {

// What virt-launcher-monitor makes of an exit status: cmd/virt-launcher-monitor/monitor.h.
constexpr int crashed = 1;
constexpr int wrong_usage = 2;
constexpr int do_not_start_again = 100;

constexpr char usage[] =
    "usage: virt-launcher --name NAME --namespace NAMESPACE --uid UID [OPTION...]\n"
    "       virt-launcher --node-probe DIR [--kvm]\n"
    "\n"
    "Runs the guest of one VirtualMachineInstance: serves virt-handler on a socket, keeps libvirtd, ends with the "
    "guest.\n"
    "  --kubevirt-share-dir DIR     its socket is DIR/sockets/launcher-sock\n"
    "  --ephemeral-disk-dir DIR     what the guest writes\n"
    "  --container-disk-dir DIR     sockets of container disks\n"
    "  --grace-period-seconds N     from SIGTERM until the guest is switched off\n"
    "  --qemu-timeout DURATION      how long to wait to be asked for a guest\n"
    "  --libvirt-log-filters TEXT   as libvirtd.conf takes them\n"
    "  --simulate-crash             dies at once\n"
    "Taken without effect: --run-as-nonroot --allow-emulation --upgrade-ordinal-ifaces --keep-after-failure\n"
    "--disk-memory-limit N --ovmf-path DIR --image-volume; --hypervisor must be kvm, --hook-sidecars 0.\n"
    "\n"
    "With --node-probe it writes what libvirt and QEMU of this image can do on this node below DIR.\n"
    "  --kvm  ask for KVM's capabilities in place of emulation's\n";

/// libvirt's sessions are not for root: a probe that is root, because only that gets it /dev/kvm before the device is
/// offered, goes on as the image's user, of the group that may open the device.
void leave_root() {
  constexpr uid_t user = 107;
  if (geteuid() != 0) return;
  struct stat device {};
  const bool has_kvm = stat("/dev/kvm", &device) == 0;
  if (setgroups(has_kvm ? 1 : 0, &device.st_gid) != 0 || setresgid(user, user, user) != 0 ||
      setresuid(user, user, user) != 0 || prctl(PR_SET_DUMPABLE, 1) != 0)
    throw system_error(errno, "go on as user 107");
}

int probe(const char* folder, bool kvm) {
  leave_root();
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

Task<> run_and_keep(Loop& loop, virt::launcher::RunOptions options, bool asked_to_end, Log log, int& status) {
  status = co_await virt::launcher::run_launcher(loop, std::move(options), asked_to_end, std::move(log));
}

int run(const std::vector<std::string>& arguments) {
  auto parsed = virt::launcher::parse_run_options(arguments);
  if (!parsed) {
    std::fprintf(stderr, "virt-launcher: %s\n", parsed.error().what());
    return wrong_usage;
  }
  auto options = std::move(parsed).take();
  virt::launcher::take_environment(options);
  if (options.simulate_crash) {
    std::fputs("virt-launcher: dies, as --simulate-crash asks\n", stderr);
    return crashed;
  }
  constexpr unsigned chatty = 4;
  const Log log("virt-launcher", options.verbosity >= chatty ? LogLevel::debug : LogLevel::info);
  const bool asked_to_end = std::getenv("CORACLE_ASKED_TO_END") != nullptr;
  int status = crashed;
  run_task([&](Loop& loop) { return run_and_keep(loop, options, asked_to_end, log, status); });
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  // One process a guest: what several arenas would keep for its few threads is dearer than their waiting.
  mallopt(M_ARENA_MAX, 1);
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.empty() || arguments.front() == "--help") {
    std::fputs(usage, arguments.empty() ? stderr : stdout);
    return arguments.empty() ? wrong_usage : 0;
  }
  const bool probing = arguments.front() == "--node-probe";
  const bool kvm = arguments.size() == 3 && arguments[2] == "--kvm";
  if (probing && arguments.size() != 2 && !kvm) {
    std::fputs(usage, stderr);
    return wrong_usage;
  }
  try {
    return probing ? probe(argv[2], kvm) : run(arguments);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "virt-launcher: %s\n", error.what());
    return probing ? do_not_start_again : crashed;
  }
}
