// Runs as user 107 with the unpacked packages laid over /usr, in a mount, process and network space of its own.
#include <fcntl.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/scope.h"
#include "virt/launcher/domain/domain.h"
#include "virt/launcher/libvirt/capabilities_cache.h"
#include "virt/launcher/libvirt/daemon.h"
#include "virt/launcher/libvirt/libvirt.h"
#include "virt/launcher/node_probe.h"

namespace coracle::virt::launcher {
namespace {
namespace fs = std::filesystem;

std::string unpacked_root() {
  if (const char* given = std::getenv("CORACLE_LAUNCHER_ROOT")) return given;
  return (fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "launcher-root").string();
}

bool lay_over(const std::string& root, const std::string& scratch) {
  if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  const auto options = "lowerdir=" + root + "/usr:/usr";
  if (mount("overlay", "/usr", "overlay", MS_RDONLY, options.c_str()) != 0) return false;
  std::ofstream(scratch + "/passwd") << "root:x:0:0:root:/root:/bin/sh\nqemu:x:107:107:qemu:/:/usr/sbin/nologin\n";
  std::ofstream(scratch + "/group") << "root:x:0:\nqemu:x:107:\n";
  return mount((scratch + "/passwd").c_str(), "/etc/passwd", nullptr, MS_BIND, nullptr) == 0 &&
         mount((scratch + "/group").c_str(), "/etc/group", nullptr, MS_BIND, nullptr) == 0 &&
         mount("proc", "/proc", "proc", 0, nullptr) == 0;
}

bool become_qemu_user() {
  return setgroups(0, nullptr) == 0 && setresgid(107, 107, 107) == 0 && setresuid(107, 107, 107) == 0 &&
         prctl(PR_SET_DUMPABLE, 1) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

/// Each test is a process of its own, the first of its own process space: all it leaves behind ends with it.
class RealLibvirt : public ::testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
    if (!fs::exists(unpacked_root() + "/.whole")) GTEST_SKIP() << "run tests/launcher/unpack " << unpacked_root();
    char name[] = "/tmp/coracle-vm-XXXXXX";
    scratch_ = mkdtemp(name);
    fs::permissions(scratch_, fs::perms::owner_all | fs::perms::others_exec | fs::perms::group_exec);
    if (chown(scratch_.c_str(), 107, 107) != 0) GTEST_SKIP();
  }
  void TearDown() override {
    if (!scratch_.empty()) fs::remove_all(scratch_);
  }
  /// `body` says what went wrong by throwing; anything written to standard error is shown.
  void run(const std::function<Task<>(Loop&, std::string)>& body) const {
    const pid_t outer = fork();
    if (outer == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (unshare(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC) != 0) _exit(77);
      const pid_t inner = fork();
      if (inner == 0) _exit(first_process(body));
      int status = 0;
      waitpid(inner, &status, 0);
      _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
    int status = 0;
    ASSERT_EQ(waitpid(outer, &status, 0), outer);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no namespaces here";
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
  }

 private:
  /// libvirt starts QEMU detached and waits until the first process has reaped it, as virt-launcher-monitor does.
  int first_process(const std::function<Task<>(Loop&, std::string)>& body) const {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const pid_t worker = fork();
    if (worker == 0) _exit(inside(body));
    int status = 0;
    for (pid_t ended = 0; ended != worker;) ended = waitpid(-1, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  int inside(const std::function<Task<>(Loop&, std::string)>& body) const {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!lay_over(unpacked_root(), scratch_)) return 77;
    std::ofstream(scratch_ + "/disk.img") << std::string(1 << 20, '\0');
    if (chmod((scratch_ + "/disk.img").c_str(), 0600) != 0 || !become_qemu_user()) return 77;
    try {
      run_task([&](Loop& loop) -> Task<> { return body(loop, scratch_); });
    } catch (const std::exception& error) {
      std::fprintf(stderr, "inside: %s\n", error.what());
      return 1;
    }
    return 0;
  }
  std::string scratch_;
};

const Log test_log("vm-test");

void must(bool holds, const std::string& what) {
  if (!holds) throw Error(Reason::internal_error, what);
}

LibvirtDaemonConfig config_in(const std::string& scratch) {
  LibvirtDaemonConfig config;
  config.runtime_dir = scratch + "/run";
  config.config_dir = scratch + "/private";
  config.cache_dir = scratch + "/private";
  return config;
}

std::string small_guest(const std::string& disk = {}) {
  return "<domain type='qemu'><name>default_vm</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>"
         "<os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>"
         "<on_poweroff>destroy</on_poweroff><devices><emulator>/usr/bin/qemu-system-x86_64</emulator>" +
         disk + "<controller type='usb' model='none'/><memballoon model='none'/></devices></domain>";
}

Task<DomainEvent> next_of(Libvirt& libvirt, DomainEvent::Kind kind) {
  while (true) {
    auto event = co_await libvirt.events().next();
    if (event->kind == kind) co_return *event;
  }
}

double seconds_since(SteadyTime begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

pid_t qemu_pid(const std::string& scratch) {
  std::ifstream file(scratch + "/run/libvirt/qemu/run/default_vm.pid");
  pid_t process = 0;
  file >> process;
  return process > 1 ? process : 0;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Task<> start_over_given_file(Loop& loop, std::string scratch) {
  LibvirtDaemon daemon(config_in(scratch), test_log);
  co_await daemon.ensure();
  Libvirt libvirt(loop, daemon.uri(), test_log);
  co_await libvirt.connect();
  daemon.free_cpus();
  // A file that this user may not open, by a descriptor of one who may: here, one without a name.
  const int file = open(scratch.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0);
  must(file >= 0 && ftruncate(file, 1 << 20) == 0, "cannot make a file without a name");
  co_await libvirt.define(
      small_guest("<disk type='file' device='disk'><driver name='qemu' type='raw'/>"
                  "<source file='x' fdgroup='base'/><target dev='vda' bus='virtio'/></disk>"));
  co_await libvirt.associate("default_vm", "base", {file});
  co_await libvirt.start("default_vm", true);
  must(co_await libvirt.status("default_vm") == DomainStatus{"Paused", "User"} ||
           co_await libvirt.status("default_vm") == DomainStatus{"Paused", "StartingUp"},
       "it should have started paused");
  co_await libvirt.resume("default_vm");
  must(co_await libvirt.status("default_vm") == DomainStatus{"Running", "Unpaused"}, "it should run");
  auto again = Reason::unknown;
  try {
    co_await libvirt.start("default_vm", false);
  } catch (const Error& error) {
    again = error.reason();
  }
  must(again == Reason::conflict, "a domain that runs cannot be started");
  const auto stats = co_await libvirt.stats("default_vm");
  must(stats.contains("block.0.name"), "statistics should name the disk");
  co_await libvirt.destroy("default_vm", false);
  const auto event =
      co_await within(std::chrono::seconds(10), next_of(libvirt, DomainEvent::Kind::lifecycle), "events");
  must(event.domain == "default_vm", "events should name the domain");
  co_await libvirt.undefine("default_vm");
  must(!co_await libvirt.status("default_vm"), "it should be forgotten");
  co_await libvirt.disconnect();
  co_await daemon.stop();
}

TEST_F(RealLibvirt, starts_a_guest_over_a_file_it_was_handed) { run(start_over_given_file); }

/// What virt-launcher writes of disks is what QEMU is started with.
Task<> start_with_threads(Loop& loop, std::string scratch) {
  api::kubevirt::v1::VirtualMachineInstance vmi;
  vmi.metadata.namespace_ = "default";
  vmi.metadata.name = "vm";
  auto& domain = vmi.spec.domain;
  domain.memory.ensure().guest = schema::Quantity("64Mi");
  domain.cpu.ensure().max_sockets = 2;
  domain.devices.autoattach_graphics_device = false;
  domain.devices.autoattach_serial_console = false;
  vmi.spec.start_strategy = "Paused";
  domain::Input input{.vmi = vmi};
  const struct {
    const char* name;
    const char* bus;
    bool dedicated;
  } disks[] = {{"own", "virtio", true}, {"shared", "virtio", false}, {"scsi", "scsi", false}};
  for (const auto& one : disks) {
    auto& disk = domain.devices.disks.emplace_back();
    disk.name = one.name;
    disk.disk.ensure().bus = one.bus;
    disk.dedicated_io_thread = one.dedicated;
    auto& source = input.disks[disk.name];
    source.path = scratch + "/" + disk.name + ".img";
    std::ofstream(source.path) << std::string(1 << 20, '\0');
    source.direct_io = false;
  }
  domain.devices.disks[1].block_size.ensure().match_volume.emplace();
  input.disks["shared"].block_sizes = domain::DiskSource::BlockSizes{4096, 4096};
  LibvirtDaemon daemon(config_in(scratch), test_log);
  co_await daemon.ensure();
  Libvirt libvirt(loop, daemon.uri(), test_log);
  co_await libvirt.connect();
  auto xml = domain::build(input).take();
  co_await libvirt.define(std::move(xml));
  co_await libvirt.start("default_vm", true);
  auto arguments = text_of("/proc/" + std::to_string(qemu_pid(scratch)) + "/cmdline");
  std::ranges::replace(arguments, '\0', ' ');
  for (const auto* wanted :
       {"\"id\":\"iothread1\"", "\"id\":\"iothread2\"", "\"iothread\":\"iothread2\"", "\"logical_block_size\":4096"})
    must(arguments.find(wanted) != std::string::npos, std::string("QEMU was not told ") + wanted + ": " + arguments);
  co_await libvirt.destroy("default_vm", false);
  co_await libvirt.disconnect();
  co_await daemon.stop();
}

TEST_F(RealLibvirt, starts_a_guest_with_the_threads_and_block_sizes_of_its_disks) { run(start_with_threads); }

Task<> survive_kill(Loop& loop, std::string scratch) {
  LibvirtDaemon daemon(config_in(scratch), test_log);
  co_await daemon.ensure();
  Libvirt libvirt(loop, daemon.uri(), test_log);
  co_await libvirt.connect();
  co_await libvirt.define(small_guest());
  co_await libvirt.start("default_vm", false);
  const pid_t qemu = qemu_pid(scratch);
  must(qemu > 1, "QEMU should have a pid file");
  must(daemon.pid() > 1, "libvirtd should have a number");
  kill(daemon.pid(), SIGKILL);
  co_await within(std::chrono::seconds(5), daemon.ended(), "libvirtd ends");
  const auto closed = co_await within(std::chrono::seconds(5), next_of(libvirt, DomainEvent::Kind::connection_closed),
                                      "the close event");
  must(!libvirt.connected() && closed.domain.empty(), "a closed connection is no connection");
  co_await daemon.ensure();
  must(!daemon.adopted(), "a dead libvirtd cannot be adopted");
  co_await libvirt.connect();
  const auto status = co_await libvirt.status("default_vm");
  must(status && status->state == "Running", "the guest should run on");
  must(qemu_pid(scratch) == qemu, "it should be the same QEMU");
  co_await libvirt.suspend("default_vm");
  co_await libvirt.resume("default_vm");

  LibvirtDaemon successor(config_in(scratch), test_log);
  co_await successor.ensure();
  must(successor.adopted() && successor.pid() == daemon.pid(), "a new launcher should adopt the running libvirtd");

  kill(qemu, SIGKILL);
  DomainEvent stopped;
  while (stopped.what != "Stopped") {
    stopped =
        co_await within(std::chrono::seconds(10), next_of(libvirt, DomainEvent::Kind::lifecycle), "the end of QEMU");
  }
  must(stopped.detail == "Failed" || stopped.detail == "Crashed", "QEMU was killed, not " + stopped.detail);
  co_await daemon.stop();
}

TEST_F(RealLibvirt, guests_survive_the_death_of_libvirtd_and_are_found_again) { run(survive_kill); }

Task<double> time_to_first_start(Loop& loop, LibvirtDaemonConfig config) {
  const auto begin = std::chrono::steady_clock::now();
  LibvirtDaemon daemon(std::move(config), test_log);
  co_await daemon.ensure();
  Libvirt libvirt(loop, daemon.uri(), test_log);
  co_await libvirt.connect();
  daemon.free_cpus();
  co_await libvirt.define(small_guest());
  co_await libvirt.start("default_vm", false);
  const double took = seconds_since(begin);
  co_await libvirt.destroy("default_vm", false);
  co_await libvirt.disconnect();
  co_await daemon.stop();
  co_return took;
}

Task<> probe_and_use_its_cache(Loop& loop, std::string scratch) {
  fs::create_directories(scratch + "/probe");
  NodeProbeConfig probe;
  probe.folder = scratch + "/node";
  probe.scratch = scratch + "/probe";
  co_await probe_node(loop, probe, test_log);
  must(text_of(scratch + "/node/capabilities.xml").find("<capabilities>") != std::string::npos, "no capabilities");
  must(text_of(scratch + "/node/virsh_domcapabilities.xml").find("<domainCapabilities>") != std::string::npos,
       "no domain capabilities");
  auto cold = config_in(scratch + "/cold");
  const double without = co_await time_to_first_start(loop, cold);
  auto warm = config_in(scratch + "/warm");
  warm.start_on_cpu = install_capabilities(scratch + "/node/libvirt-cache", warm.cache_dir, {}, test_log);
  must(warm.start_on_cpu.has_value(), "the cache was not taken");
  const fs::path cached = fs::path(warm.cache_dir) / capabilities_folder;
  std::map<std::string, std::string> before;
  for (const auto& entry : fs::directory_iterator(cached)) before[entry.path()] = text_of(entry.path());
  const double with = co_await time_to_first_start(loop, warm);
  std::printf("first start: %.2f s without the node's cache, %.2f s with it\n", without, with);
  for (const auto& [path, text] : before) must(text_of(path) == text, "libvirt found the cache outdated: " + path);
  must(with < without, "the cache made nothing faster");
}

TEST_F(RealLibvirt, the_nodes_probe_spares_launchers_theirs) { run(probe_and_use_its_cache); }

}  // namespace
}  // namespace coracle::virt::launcher
