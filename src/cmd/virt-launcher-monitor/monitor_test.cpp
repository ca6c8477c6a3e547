#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "cmd/testing/process.h"

namespace coracle {
namespace {
using testing::eventually;
using testing::Process;
using testing::TemporaryFolder;

const std::string monitor_program = testing::program("virt-launcher-monitor");

/// A virt-launcher that does what a shell script says; `$dir` is a folder of the test's.
struct FakeLauncher {
  TemporaryFolder folder;
  explicit FakeLauncher(const std::string& script) {
    std::ofstream(folder / "virt-launcher") << "#!/bin/sh\ndir=" << folder.path() << "\n" << script << "\n";
    std::filesystem::permissions(folder / "virt-launcher", std::filesystem::perms::all);
    // A guest as the monitor sees one: a process whose name begins with qemu-system.
    std::filesystem::copy_file("/bin/sleep", folder / "qemu-system-x86_64");
  }
  ~FakeLauncher() {
    if (guest() > 1) ::kill(guest(), SIGKILL);
  }
  /// 0 while there is none: never a number that kill() takes for more than one process.
  pid_t guest() const {
    std::ifstream file(folder / "guest");
    pid_t number = 0;
    return file >> number && number > 1 ? number : 0;
  }
  std::vector<std::string> command(std::vector<std::string> arguments = {}) const {
    std::vector<std::string> words = {monitor_program, "--monitored-program", folder / "virt-launcher"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return words;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  /// Script text that starts a detached guest and notes its pid, once.
  static constexpr const char* start_guest =
      "[ -e $dir/guest ] || { setsid $dir/qemu-system-x86_64 1000 </dev/null >/dev/null 2>&1 & echo $! >$dir/guest;\n"
      "while ! grep -q qemu /proc/$(cat $dir/guest)/comm; do sleep 0.01; done; }\n";
};

TEST(LauncherMonitor, hands_its_arguments_on_and_ends_with_the_guest) {
  const FakeLauncher launcher("echo \"$@\"; exit 0");
  Process monitor(
      launcher.command({"--keep-after-failure", "--qemu-timeout", "251s", "--name", "vm-cirros", "--run-as-nonroot"}));
  EXPECT_EQ(monitor.wait(), 0);
  EXPECT_EQ(monitor.output(), "--qemu-timeout 251s --name vm-cirros --run-as-nonroot\n");
}

TEST(LauncherMonitor, a_failed_guest_fails_the_container) {
  const FakeLauncher launcher("exit 100");
  Process monitor(launcher.command());
  EXPECT_EQ(monitor.wait(), 100);
}

TEST(LauncherMonitor, starts_a_dead_launcher_again) {
  const FakeLauncher launcher("echo x >>$dir/starts; [ $(wc -l <$dir/starts) -ge 3 ] && exit 0; kill -9 $$");
  Process monitor(launcher.command());
  EXPECT_EQ(monitor.wait(), 0);
  EXPECT_EQ(launcher.read("starts"), "x\nx\nx\n");
  EXPECT_NE(monitor.errors().find("signal 9"), std::string::npos);
}

TEST(LauncherMonitor, gives_up_after_five_starts_when_no_guest_runs) {
  const FakeLauncher launcher("echo x >>$dir/starts; exit 1");
  Process monitor(launcher.command());
  EXPECT_EQ(monitor.wait(), 1);
  EXPECT_EQ(launcher.read("starts"), "x\nx\nx\nx\nx\n");
}

TEST(LauncherMonitor, never_lets_a_guest_down_because_the_launcher_dies) {
  const FakeLauncher launcher(std::string(FakeLauncher::start_guest) + "echo x >>$dir/starts; exit 1");
  Process monitor(launcher.command());
  ASSERT_TRUE(eventually([&] { return launcher.read("starts") == "x\nx\nx\nx\nx\n"; })) << monitor.errors();
  EXPECT_EQ(monitor.wait(std::chrono::milliseconds(1500)), -1) << monitor.errors();
  const pid_t guest = launcher.guest();
  ASSERT_GT(guest, 1);
  EXPECT_EQ(::kill(guest, 0), 0);
  ::kill(guest, SIGKILL);
  EXPECT_EQ(monitor.wait(), 1) << "the guest is gone and the launcher does not start: the container has failed";
}

TEST(LauncherMonitor, a_guest_that_outlives_the_launchers_word_is_ended) {
  const FakeLauncher launcher(std::string(FakeLauncher::start_guest) + "exit 0");
  Process monitor(launcher.command());
  EXPECT_EQ(monitor.wait(), 0);
  EXPECT_NE(monitor.errors().find("still ran"), std::string::npos);
  ASSERT_GT(launcher.guest(), 1);
  // It was told, and goes in its own time; whoever inherits it reaps it.
  EXPECT_TRUE(eventually([&] { return ::kill(launcher.guest(), 0) == -1; }));
}

TEST(LauncherMonitor, tells_of_sigterm_also_a_launcher_that_comes_later) {
  const FakeLauncher launcher(
      "[ -n \"$CORACLE_ASKED_TO_END\" ] && { echo asked; exit 0; }\n"
      "trap 'exit 7' TERM; touch $dir/ready; while :; do sleep 0.05; done");
  Process monitor(launcher.command());
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(launcher.folder / "ready"); }));
  monitor.kill(SIGTERM);
  EXPECT_EQ(monitor.wait(), 0) << monitor.errors();
  EXPECT_NE(monitor.errors().find("status 7"), std::string::npos);
  EXPECT_EQ(monitor.output(), "asked\n");
}

TEST(LauncherMonitor, reaps_orphans) {
  const FakeLauncher launcher(
      "(sleep 0.1 & echo $! >$dir/orphan); touch $dir/left; while [ ! -e $dir/stop ]; do sleep 0.05; done");
  Process monitor(launcher.command());
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(launcher.folder / "left"); }));
  std::string number = launcher.read("orphan");
  while (!number.empty() && number.back() == '\n') number.pop_back();
  ASSERT_FALSE(number.empty());
  const auto orphan = "/proc/" + number;
  EXPECT_TRUE(eventually([&] { return !std::filesystem::exists(orphan); }));
  std::ofstream(launcher.folder / "stop") << "";
  EXPECT_EQ(monitor.wait(), 0);
}

TEST(LauncherMonitor, ends_the_container_disks_with_the_guest) {
  const FakeLauncher launcher("exit 0");
  const auto disks = launcher.folder / "disks";
  std::filesystem::create_directories(disks);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::snprintf(address.sun_path, sizeof address.sun_path, "%s/disk_0.sock", disks.c_str());
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  std::ofstream(disks + "/other") << "stays";
  Process monitor(launcher.command({"--uid", "1234", "--container-disk-dir", disks}));
  EXPECT_EQ(monitor.wait(), 0);
  EXPECT_FALSE(std::filesystem::exists(disks + "/disk_0.sock"));
  EXPECT_TRUE(std::filesystem::exists(disks + "/other"));
  EXPECT_TRUE(std::filesystem::exists(disks + "/guest-is-over")) << "for those that come later";
  close(listener);
}

TEST(LauncherMonitor, keeps_a_failed_container_when_asked_to) {
  const FakeLauncher launcher("exit 100");
  Process monitor(launcher.command({"--keep-after-failure"}));
  ASSERT_TRUE(eventually([&] { return monitor.errors().find("kept until") != std::string::npos; }));
  EXPECT_FALSE(monitor.ended());
  monitor.kill(SIGTERM);
  EXPECT_EQ(monitor.wait(), 100);
}

TEST(LauncherMonitor, names_a_launcher_that_cannot_be_started) {
  Process monitor({monitor_program, "--monitored-program", "/nonexistent/virt-launcher"});
  EXPECT_EQ(monitor.wait(), 127);
  EXPECT_NE(monitor.errors().find("cannot start /nonexistent/virt-launcher"), std::string::npos);
}

TEST(LauncherMonitor, is_small_and_static) {
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "a program under a sanitizer is not static";
#endif
#endif
  EXPECT_LT(std::filesystem::file_size(monitor_program), 1000000U);
}

}  // namespace
}  // namespace coracle
