#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/scope.h"
#include "rpc/cri.h"

/// The containerd that tests/support/containerd.sh made for this program.
namespace coracle::node_test {

/// A variable that containerd.sh sets; ends the program with a sentence when it was not started by it.
std::string environment(const char* name);
std::string image(const std::string& name);  ///< "localhost/coracle/<name>:<version>"

/// What pods leave on a machine while they are there: shims, mounts, network namespaces, cgroups.
std::set<std::string> traces_of_pods();
/// The same once it holds no more than `before`, or after five seconds, by then without what was there before.
Task<std::set<std::string>> traces_left(std::set<std::string> before);

rpc::PodSandboxConfig sandbox_config(const std::string& name);
rpc::ContainerConfig container_config(const std::string& name, std::vector<std::string> command);

struct Pod {
  rpc::PodSandboxConfig config;
  std::string id;
};
/// Runs `body` with a connection to containerd.
void with_containerd(std::function<Task<>(const rpc::Connection&)> body);
/// Runs `body` with a running sandbox, and removes it and its cgroup whatever happens.
void with_pod(std::string name, std::function<Task<>(const rpc::CriClient&, Pod)> body);
Task<std::string> start(const rpc::CriClient& cri, Pod pod, rpc::ContainerConfig config);
/// Until the container has ended, 30 s at most.
Task<rpc::Container> ended(const rpc::CriClient& cri, std::string container);

/// Runs a program without a shell: its exit status, and what it wrote to both outputs.
struct Outcome {
  int status = -1;
  std::string text;
};
Outcome run_program(std::vector<std::string> arguments);

}  // namespace coracle::node_test
