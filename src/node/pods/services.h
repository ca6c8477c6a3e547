#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "kube/client.h"
#include "kube/events.h"
#include "node/devices/devices.h"
#include "node/host_ports.h"
#include "node/images/puller.h"
#include "node/machine/machine.h"
#include "node/paths.h"
#include "node/volumes/volumes.h"
#include "proc/cgroup.h"
#include "rpc/cri.h"

namespace coracle::node::pods {

/// Why a pod is not taken: it becomes Failed.
struct Refusal {
  std::string reason;
  std::string message;
};

/// What all pod workers use. Outlives them.
struct Services {
  Loop& loop;
  kube::Client& client;
  const rpc::CriClient& cri;
  volumes::Volumes& volumes;
  devices::Devices& devices;
  kube::EventRecorder& events;
  Puller& puller;
  const proc::Cgroups& cgroups;
  Paths paths;
  std::string node_name;
  std::string cgroup_root;
  Resolver resolver;
  std::int64_t machine_memory = 0;
  std::vector<std::string> host_ips;
  /// The machine was started anew since the last life of ours: what ran then is lost.
  bool new_life = false;
  Log log;

  /// Whether a pod that has not begun may, beside the others that are here.
  std::function<std::optional<Refusal>(const api::core::v1::Pod&)> admit = {};
  /// Reads the Node anew: the scheduler may have seen labels that admit() does not know yet.
  std::function<Task<>()> refresh_node = {};
  /// What of the node is there for pods, for resourceFieldRef.
  std::function<std::map<std::string, schema::Quantity>()> allocatable = {};
  /// Makes these, and no others, the ports of the host that lead to pods.
  std::function<Task<>(std::vector<HostPort>)> set_host_ports = {};
  /// The pod's ports of the host lead to it from now on, or no longer.
  std::function<void()> host_ports_changed = {};
  /// A container belongs to that pod: events about it are for its worker.
  std::function<void(const std::string& container_id, const std::string& pod_uid)> belongs = {};
};

}  // namespace coracle::node::pods
