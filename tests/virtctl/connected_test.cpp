#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "apiserver/instance.h"
#include "net/socket.h"
#include "virtctl/virtctl.h"

namespace coracle {
namespace {

class ConnectedVirtctl : public ::testing::Test {
 protected:
  ConnectedVirtctl() {
    std::string pattern = "/tmp/coracle-virtctl-XXXXXX";
    folder = ::mkdtemp(pattern.data());
    apiserver::Instance::Options options;
    options.state_folder = folder;
    options.port = 0;
    options.loops = 1;
    server = std::make_unique<apiserver::Instance>(std::move(options), Log("test", LogLevel::error));
    std::ofstream(folder + "/kubeconfig") << server->admin_kubeconfig();
  }
  ~ConnectedVirtctl() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  /// What it says on standard error; its status must be 1: the server has no machine.
  std::string refused(std::vector<std::string> arguments) {
    const auto flag = "--kubeconfig=" + folder + "/kubeconfig";
    std::vector<const char*> all{"virtctl", flag.c_str()};
    for (const auto& one : arguments) all.push_back(one.c_str());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(virtctl::run(static_cast<int>(all.size()), all.data()), 1);
    ::testing::internal::GetCapturedStdout();
    return ::testing::internal::GetCapturedStderr();
  }

  std::string folder;
  std::unique_ptr<apiserver::Instance> server;
};

/// The connection that is kept for the next request ends before its loop does.
TEST_F(ConnectedVirtctl, ends_in_order_when_the_server_refuses) {
  EXPECT_EQ(refused({"start", "nothing"}),
            "error starting VirtualMachine the server could not find the requested resource\n");
  EXPECT_EQ(refused({"console", "nothing"}),
            "can't access VMI nothing: the server could not find the requested resource\n");
}

TEST_F(ConnectedVirtctl, forwards_no_port_when_one_of_them_is_taken) {
  const auto taken = net::Listener::tcp("127.0.0.1", 0);
  const auto free = net::Listener::tcp("127.0.0.1", 0).port();
  const auto said =
      refused({"port-forward", "vmi/nothing", std::to_string(free) + ":22", std::to_string(taken.port()) + ":80"});
  EXPECT_NE(said.find("Address already in use"), std::string::npos) << said;
}

}  // namespace
}  // namespace coracle
