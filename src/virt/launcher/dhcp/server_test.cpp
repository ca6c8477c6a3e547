#include "virt/launcher/dhcp/server.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/scope.h"
#include "base/worker.h"

namespace coracle::virt::launcher::dhcp {
namespace {

int shell(const std::string& script) { return std::system(("export PATH=$PATH:/usr/sbin:/sbin; " + script).c_str()); }

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  char buffer[4096];
  for (std::size_t size; (size = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, size);
  pclose(pipe);
  return text;
}

Lease lease_of_guest() {
  Lease lease;
  lease.client = *parse_mac("9e:76:38:df:93:5a");
  lease.address = {10, 0, 2, 2};
  lease.server = {10, 0, 2, 1};
  lease.router = Ipv4{10, 0, 2, 1};
  lease.dns = {{10, 96, 0, 10}};
  lease.search = {"default.svc.cluster.local"};
  lease.host_name = "vm-cirros";
  lease.mtu = 1450;
  return lease;
}

/// What a guest learns, or that it was refused an answer.
Task<std::string> ask(std::string mac) {
  Worker client("udhcpc");
  const std::string command =
      "export PATH=$PATH:/usr/sbin; ip link set guest0 address " + mac +
      "; printf '#!/bin/sh\\n[ \"$1\" = bound ] && echo ip=$ip mask=$mask router=$router dns=$dns mtu=$mtu "
      "hostname=$hostname lease=$lease search=$search\\nexit 0\\n' >$CORACLE_DHCP_TEST/script; chmod +x "
      "$CORACLE_DHCP_TEST/script;"
      "busybox udhcpc -i guest0 -f -n -q -t 3 -T 1 -O mtu -O search -s $CORACLE_DHCP_TEST/script 2>/dev/null";
  co_return co_await client.run([command] { return output_of(command); });
}

/// In a child process, whose network is its own: a bridge as the pod's, and a guest at the other end of a wire.
int serve_in_own_network() {
  if (unshare(CLONE_NEWNET) != 0) return 77;
  const int made = shell(
      "ip link set lo up && ip link add k6t-eth0 type bridge && ip addr add 10.0.2.1/24 dev k6t-eth0 && "
      "ip link add guest0 type veth peer name wire0 && ip link set wire0 master k6t-eth0 && "
      "ip link set k6t-eth0 up && ip link set wire0 up && ip link set guest0 up");
  if (made != 0) return 77;
  int result = 1;
  run_task([&result](Loop& loop) -> Task<> {
    Server server("k6t-eth0", lease_of_guest(), Log("dhcp-test", LogLevel::error));
    Scope scope(loop);
    scope.spawn(server.run());
    const auto known = co_await ask("9e:76:38:df:93:5a");
    const auto stranger = co_await ask("9e:76:38:df:93:5b");
    co_await scope.cancel_and_join();
    std::printf("guest: %s", known.c_str());
    const bool right = known.find(
                           "ip=10.0.2.2 mask=24 router=10.0.2.1 dns=10.96.0.10 mtu=1450 hostname=vm-cirros "
                           "lease=86313600 search=default.svc.cluster.local") != std::string::npos;
    result = !right ? 1 : !stranger.empty() ? 2 : 0;
  });
  return result;
}

TEST(DhcpServer, gives_a_real_client_its_lease_and_a_stranger_nothing) {
  if (geteuid() != 0 || shell("command -v busybox >/dev/null && busybox udhcpc --help >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "needs root and busybox with udhcpc";
  }
  char folder[] = "/tmp/coracle-dhcp-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  setenv("CORACLE_DHCP_TEST", folder, 1);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const int result = serve_in_own_network();
    std::fflush(stdout);
    _exit(result);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  std::filesystem::remove_all(folder);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no network namespace with bridges here";
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0) << "1: the guest's lease is wrong, 2: a stranger got one";
}

TEST(DhcpServer, names_the_device_that_is_not_there) {
  try {
    Server server("nosuchdev", lease_of_guest(), Log("dhcp-test"));
    FAIL() << "a server on a device that does not exist";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("nosuchdev"), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace coracle::virt::launcher::dhcp
