#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <thread>

#include "cmd/testing/process.h"

namespace coracle {
namespace {
using testing::Process;
using testing::TemporaryFolder;

/// A virt-launcher that answers once.
class FakeLauncher {
 public:
  explicit FakeLauncher(const std::string& answer) : socket_(folder_ / "launcher-sock") {
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket_.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(listener, 1), 0);
    server_ = std::thread([this, listener, answer] {
      const int peer = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      char buffer[65536];
      while (request_.find("}") == std::string::npos) {
        const auto got = read(peer, buffer, sizeof buffer);
        if (got <= 0) break;
        request_.append(buffer, static_cast<std::size_t>(got));
      }
      const auto whole = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(answer.size()) + "\r\n\r\n" + answer;
      EXPECT_EQ(write(peer, whole.data(), whole.size()), static_cast<ssize_t>(whole.size()));
      close(peer);
      close(listener);
    });
  }
  ~FakeLauncher() { server_.join(); }
  const std::string& path() const { return socket_; }
  std::string request() {
    server_.join();
    server_ = std::thread([] {});
    return request_;
  }

 private:
  TemporaryFolder folder_;
  std::string socket_;
  std::string request_;
  std::thread server_;
};

TEST(VirtProbe, ends_with_the_status_of_the_guests_program) {
  FakeLauncher launcher(R"({"success":true,"exitCode":3,"out":"a \"b\"\nc","data":{"exitCode":9}})");
  Process probe({testing::program("virt-probe"), "--socket", launcher.path(), "--domainName", "default_vm",
                 "--timeoutSeconds", "7", "--command", "sh", "--", "-c", "say \"hi\""});
  EXPECT_EQ(probe.wait(), 3);
  EXPECT_EQ(probe.output(), "a \"b\"\nc");
  const auto request = launcher.request();
  EXPECT_TRUE(request.starts_with("POST /v1/Exec HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find(R"("timeoutSeconds":7,"command":"sh","args":["-c","say \"hi\""])"), std::string::npos);
}

TEST(VirtProbe, fails_with_the_launchers_sentence) {
  const FakeLauncher launcher(R"({"success":false,"message":"VMI does not have guest agent connected"})");
  Process probe(
      {testing::program("virt-probe"), "--socket", launcher.path(), "--timeoutSeconds", "1", "--guestAgentPing"});
  EXPECT_EQ(probe.wait(), 1);
  EXPECT_EQ(probe.errors(), "virt-probe: VMI does not have guest agent connected\n");
}

TEST(VirtProbe, needs_one_question) {
  EXPECT_EQ(Process({testing::program("virt-probe"), "--timeoutSeconds", "1"}).wait(), 2);
  EXPECT_EQ(Process({testing::program("virt-probe"), "--guestAgentPing", "--command", "sh"}).wait(), 2);
  EXPECT_EQ(Process({testing::program("virt-probe"), "--socket", "/nonexistent", "--guestAgentPing"}).wait(), 1);
}

TEST(VirtFreezer, leaves_a_guest_without_an_agent_alone) {
  const FakeLauncher launcher(R"({"success":false,"message":"VMI does not have guest agent connected"})");
  Process freezer({testing::program("virt-freezer"), "--socket", launcher.path(), "--freeze", "--name", "vm",
                   "--namespace", "default"});
  EXPECT_EQ(freezer.wait(), 0);
}

TEST(VirtFreezer, asks_for_one_thing) {
  FakeLauncher launcher(R"({"success":true})");
  Process freezer({testing::program("virt-freezer"), "--socket", launcher.path(), "--unfreeze"});
  EXPECT_EQ(freezer.wait(), 0);
  EXPECT_TRUE(launcher.request().starts_with("POST /v1/UnfreezeVirtualMachine HTTP/1.1\r\n"));
  EXPECT_EQ(Process({testing::program("virt-freezer"), "--freeze", "--unfreeze"}).wait(), 2);
}

}  // namespace
}  // namespace coracle
