// The API server is killed while the controller makes pods: one launcher pod each, all the same.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "../kube/faults.h"
#include "kube/client.h"
#include "kube/config.h"
#include "kube/custom_kinds.h"
#include "kube/transport.h"
#include "virt/controller/component.h"

namespace coracle::testing {
namespace {
using namespace std::chrono_literals;

constexpr kube::Kind crd_kind{"apiextensions.k8s.io",      "v1",  "CustomResourceDefinition",
                              "customresourcedefinitions", false, true};
constexpr kube::Kind vm_kind{"kubevirt.io", "v1", "VirtualMachine", "virtualmachines", true, true};
constexpr kube::Kind vmi_kind{"kubevirt.io", "v1", "VirtualMachineInstance", "virtualmachineinstances", true, false};
constexpr kube::Kind pods_kind{"", "v1", "Pod", "pods", true, true};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : ".";
}

std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

/// `coracle apiserver` as a process of its own, which dies with this object.
class ServerProcess {
 public:
  ServerProcess() : folder_(make_folder()), port_(free_port()) {}
  ~ServerProcess() {
    kill_it();
    std::filesystem::remove_all(folder_);
  }
  void start() {
    std::array<int, 2> out{};
    if (pipe2(out.data(), O_CLOEXEC) != 0) throw system_error(errno, "pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    const std::string program = environment("CORACLE_BIN") + "/coracle";
    const std::string port = std::to_string(port_);
    std::array<const char*, 7> arguments{program.c_str(), "apiserver",  "--state", folder_.c_str(),
                                         "--port",        port.c_str(), nullptr};
    const int failed =
        posix_spawn(&pid_, program.c_str(), &actions, nullptr, const_cast<char* const*>(arguments.data()), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    if (failed) throw system_error(failed, "start " + program);
    char byte = 0;
    std::string said;
    while (said.find("ready") == std::string::npos && read(out[0], &byte, 1) == 1) said += byte;
    close(out[0]);
    if (said.find("ready") == std::string::npos) throw Error(Reason::internal_error, "the API server did not start");
  }
  void kill_it() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  std::string kubeconfig() const { return folder_ + "/admin.kubeconfig"; }

 private:
  static std::string make_folder() {
    std::string name = "/tmp/coracle-kills-XXXXXX";
    if (!mkdtemp(name.data())) throw system_error(errno, "make a folder");
    return name;
  }
  std::string folder_;
  std::uint16_t port_;
  pid_t pid_ = -1;
};

json::Value file(const std::string& path) {
  std::ifstream in(path);
  return json::parse(std::string{std::istreambuf_iterator<char>(in), {}}).take();
}

Task<> define_kinds(kube::Client& admin) {
  for (const std::string name : {"kubevirts", "virtualmachines", "virtualmachineinstances"})
    co_await admin.create(crd_kind, "",
                          file(environment("CORACLE_SOURCE") + "/deploy/crds/" + name + ".kubevirt.io.json"));
  constexpr kube::Kind installation{"kubevirt.io", "v1", "KubeVirt", "kubevirts", true, true};
  auto served = kube::until_served(admin, {installation, vm_kind, vmi_kind}, Log("test", LogLevel::error));
  co_await within(20s, std::move(served), "wait for the kinds");
  co_await admin.create(installation, "kubevirt",
                        json::parse(R"({"apiVersion":"kubevirt.io/v1","kind":"KubeVirt",
    "metadata":{"name":"kubevirt"},"spec":{}})")
                            .take());
}

json::Value machine(std::size_t number) {
  auto out = json::parse(R"({"apiVersion":"kubevirt.io/v1","kind":"VirtualMachine","metadata":{},"spec":{
    "runStrategy":"Always","template":{"spec":{"domain":{"devices":{},"resources":{"requests":{"memory":"64M"}}},
    "volumes":[{"name":"d","containerDisk":{"image":"x"}}]}}}})")
                 .take();
  json::at_path(out, {"metadata", "name"}) = "vm-" + std::to_string(number);
  return out;
}

/// The server may be down for a moment.
Task<std::map<std::string, std::size_t>> pods_by_instance(kube::Client& admin) {
  std::map<std::string, std::size_t> out;
  bool reached = false;
  for (int i = 0; i < 100 && !reached; ++i) {
    try {
      for (const auto& pod : (co_await admin.list(pods_kind, {"default", {}, {}})).items)
        ++out[std::string(json::text(pod, {"metadata", "labels", "kubevirt.io/created-by"}))];
      reached = true;
    } catch (const Error&) {
      out.clear();
    }
    if (!reached) co_await sleep_for(50ms);
  }
  co_return out;
}

Task<> until_pods(kube::Client& admin, std::size_t count) {
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < end && (co_await pods_by_instance(admin)).size() < count)
    co_await sleep_for(20ms);
}

Task<> one_pod_each(Loop& loop, ServerProcess& server) {
  constexpr std::size_t machines = 100;
  const auto connection = kube::load_connection({.kubeconfig = server.kubeconfig()}).take();
  const auto direct = kube::make_transport(connection, "test");
  kube::Client admin(*direct);
  co_await define_kinds(admin);
  const auto own = kube::make_transport(connection, "virt-controller");
  Faults faults(loop, *own);
  faults.hold_watches_back(500ms);
  virt::controller::Component controller(loop, faults, {"launcher:1", {}, {}}, Log("virt-controller", LogLevel::error));
  Scope running(loop);
  running.spawn(controller.run(), "virt-controller");
  co_await within(30s, controller.ready(), "start virt-controller");

  for (std::size_t i = 0; i < machines; ++i) co_await admin.create(vm_kind, "default", machine(i));
  for (const std::size_t after : {10UL, 50UL}) {
    co_await until_pods(admin, after);
    server.kill_it();
    co_await sleep_for(100ms);
    server.start();
  }
  co_await until_pods(admin, machines);
  co_await sleep_for(1500ms);  // what was held back has arrived
  const auto pods = co_await pods_by_instance(admin);
  EXPECT_EQ(pods.size(), machines);
  for (const auto& [instance, count] : pods) EXPECT_EQ(count, 1U) << instance;
  EXPECT_EQ((co_await admin.list(vmi_kind, {"default", {}, {}})).items.size(), machines);
  co_await running.cancel_and_join();
  co_await faults.stop();
}

TEST(OnePodEver, a_hundred_machines_with_the_watch_held_back_and_the_server_killed_twice) {
  ServerProcess server;
  server.start();
  auto run = [](Loop& loop, ServerProcess& there) -> Task<> { co_await one_pod_each(loop, there); };
  run_task([&](Loop& loop) { return run(loop, server); });
}

}  // namespace
}  // namespace coracle::testing
