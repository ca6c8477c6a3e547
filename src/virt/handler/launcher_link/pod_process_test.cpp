#include "virt/handler/launcher_link/pod_process.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "proc/child.h"

namespace coracle::virt::handler {
namespace {

constexpr const char* pod = "8205b5d4-c674-4f34-bcd7-eb3a9a17b6de";

TEST(PodProcess, is_known_by_its_control_group_with_each_driver) {
  struct Case {
    const char* groups;
    bool in;
  };
  const Case cases[] = {
      {"0::/kubepods/burstable/pod8205b5d4-c674-4f34-bcd7-eb3a9a17b6de/0f3c\n", true},
      {"9:name=systemd:/\n4:memory:/coracle-1a/kubepods/besteffort/pod8205b5d4-c674-4f34-bcd7-eb3a9a17b6de/x\n0::/\n",
       true},
      {"0::/kubepods.slice/kubepods-burstable.slice/"
       "kubepods-burstable-pod8205b5d4_c674_4f34_bcd7_eb3a9a17b6de.slice/cri-containerd-1.scope\n",
       true},
      {"0::/../../kubepods/pod8205b5d4-c674-4f34-bcd7-eb3a9a17b6de/c", true},
      {"0::/kubepods/burstable/pod9205b5d4-c674-4f34-bcd7-eb3a9a17b6de/0f3c\n", false},
      {"0::/system.slice/containerd.service\n", false},
      {"0::/kubepods/evilpod8205b5d4-c674-4f34-bcd7-eb3a9a17b6de/x\n", false},
      {"0::/kubepods/pod8205b5d4-c674-4f34-bcd7-eb3a9a17b6de-more/x\n", false},
      {"", false},
  };
  for (const auto& one : cases) EXPECT_EQ(is_in_pod(one.groups, pod), one.in) << one.groups;
  EXPECT_FALSE(is_in_pod("0::/pod/x", ""));
}

TEST(PodProcess, of_another_place_is_refused) {
  try {
    process_in_pod(::getpid(), pod);
    FAIL() << "this test does not run in that pod";
  } catch (const Error& error) {
    EXPECT_EQ(error.reason(), Reason::forbidden);
  }
}

TEST(PodProcess, that_began_after_the_socket_is_not_who_listens_there) {
  char place[] = "/tmp/pod-process-XXXXXX";
  ASSERT_NE(::mkdtemp(place), nullptr);
  const auto folder = open_directory(place);
  std::ofstream(std::string(place) + "/socket") << "";
  EXPECT_FALSE(began_after_socket(::getpid(), folder.get(), "socket")) << "this process was there before";
  ::usleep(100'000);
  proc::Command command;
  command.program = "/bin/sleep";
  command.arguments = {"60"};
  auto later = proc::Child::spawn(command);
  EXPECT_TRUE(began_after_socket(later.pid(), folder.get(), "socket"));
  EXPECT_FALSE(began_after_socket(later.pid(), folder.get(), "nothing"));
  later.signal(SIGKILL);
  for (int i = 0; i < 500 && !later.poll(); ++i) ::usleep(10'000);
  EXPECT_FALSE(began_after_socket(later.pid(), folder.get(), "socket")) << "it has gone";
  std::filesystem::remove_all(place);
}

}  // namespace
}  // namespace coracle::virt::handler
