#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "rpc/containerd_events.h"
#include "rpc/cri.h"

namespace coracle::cri_pod {

struct Options {
  std::string containerd = "/run/containerd/containerd.sock";
  std::string state = "/run/cri-pod";
  std::string cgroup_parent = "/cri-pod";
  std::string container;  ///< of a pod; its first when empty
  std::chrono::seconds timeout{600};
};

/// Each command returns the program's exit status and throws what went wrong. A pod is named NAME or NAMESPACE/NAME.
Task<int> run(const rpc::CriClient& cri, Options options, std::string file);
/// Until every container has ended; the first one's exit status that is not 0.
Task<int> wait(const rpc::CriClient& cri, Options options, std::string pod, const rpc::ContainerdEvents& events);
Task<int> log(const rpc::CriClient& cri, Options options, std::string pod);
Task<int> exec(const rpc::CriClient& cri, Options options, std::string pod, std::vector<std::string> command);
Task<int> status(const rpc::CriClient& cri, Options options, std::string pod);
Task<int> remove(const rpc::CriClient& cri, Options options, std::string pod);

}  // namespace coracle::cri_pod
