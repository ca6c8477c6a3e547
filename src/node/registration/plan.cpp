#include "node/registration/plan.h"

#include <algorithm>

#include "api/names.h"
#include "json/quantity.h"

namespace coracle::node {
namespace {
namespace v1 = api::core::v1;
namespace names = api::names;

/// As many images as the kubelet tells (nodeStatusMaxImages), the greatest first.
constexpr std::size_t most_images = 50;
constexpr std::size_t most_image_names = 5;

struct WantedCondition {
  const char* type;
  bool status;
  const char* reason;
  std::string message;
};

void set_condition(std::vector<v1::NodeCondition>& conditions, const WantedCondition& wanted, const std::string& time) {
  auto at =
      std::find_if(conditions.begin(), conditions.end(), [&](const auto& one) { return one.type == wanted.type; });
  if (at == conditions.end()) {
    at = conditions.emplace(conditions.end());
    at->type = wanted.type;
  }
  const std::string status = wanted.status ? "True" : "False";
  if (at->status != status) at->last_transition_time.text = time;
  at->status = status;
  at->reason = wanted.reason;
  at->message = wanted.message;
  at->last_heartbeat_time.text = time;
}

void set_conditions(v1::NodeStatus& status, const NodeFacts& facts, const std::string& time) {
  const auto& now = facts.pressure;
  const bool ready = facts.not_ready.empty();
  const WantedCondition wanted[] = {
      {"MemoryPressure", now.memory, now.memory ? "KubeletHasInsufficientMemory" : "KubeletHasSufficientMemory",
       now.memory ? "kubelet has insufficient memory available" : "kubelet has sufficient memory available"},
      {"DiskPressure", now.disk, now.disk ? "KubeletHasDiskPressure" : "KubeletHasNoDiskPressure",
       now.disk ? "kubelet has disk pressure" : "kubelet has no disk pressure"},
      {"PIDPressure", now.pids, now.pids ? "KubeletHasInsufficientPID" : "KubeletHasSufficientPID",
       now.pids ? "kubelet has insufficient PID available" : "kubelet has sufficient PID available"},
      {"Ready", ready, ready ? "KubeletReady" : "KubeletNotReady",
       ready ? "kubelet is posting ready status" : facts.not_ready},
  };
  for (const auto& one : wanted) set_condition(status.conditions, one, time);
}

void set_resources(v1::NodeStatus& status, const NodeFacts& facts) {
  const auto& machine = facts.machine;
  const auto bytes = [](std::int64_t value) { return schema::Quantity(json::Quantity::bytes(value).text()); };
  const auto count = [](std::int64_t value) { return schema::Quantity(json::Quantity::whole(value).text()); };
  auto& capacity = status.capacity;
  capacity["cpu"] = count(machine.cpus);
  capacity["memory"] = bytes(machine.memory_bytes);
  capacity["ephemeral-storage"] = bytes(machine.disk_bytes);
  capacity["pods"] = count(most_pods);
  for (const auto& [size, amount] : machine.hugepages) capacity["hugepages-" + size] = bytes(amount);
  // A resource of a plugin that is gone stays at zero, as the kubelet keeps it: pods that ask for it wait.
  for (auto& [name, amount] : capacity)
    if (name.find('/') != std::string::npos && !facts.devices.contains(name)) amount = "0";
  for (const auto& [name, amount] : facts.devices) capacity[name] = count(amount.capacity);

  auto& allocatable = status.allocatable;
  allocatable = capacity;
  for (const auto& [name, amount] : facts.devices) allocatable[name] = count(amount.allocatable);
  // Huge pages are set aside already, and a hundredth of the disk and 100Mi of memory stay for the system.
  std::int64_t memory = machine.memory_bytes - (100LL << 20);
  for (const auto& [size, amount] : machine.hugepages) memory -= amount;
  allocatable["memory"] = bytes(std::max<std::int64_t>(memory, 0));
  allocatable["ephemeral-storage"] = count(machine.disk_bytes / 10 * 9);
}

void set_images(v1::NodeStatus& status, std::vector<rpc::Image> images) {
  std::sort(images.begin(), images.end(),
            [](const auto& a, const auto& b) { return a.size != b.size ? a.size > b.size : a.id < b.id; });
  status.images.clear();
  for (const auto& image : images) {
    if (status.images.size() == most_images) break;
    v1::ContainerImage told;
    told.names = image.repo_digests;
    told.names.insert(told.names.end(), image.repo_tags.begin(), image.repo_tags.end());
    if (told.names.empty()) continue;
    told.names.resize(std::min(told.names.size(), most_image_names));
    told.size_bytes = static_cast<std::int64_t>(image.size);
    status.images.push_back(std::move(told));
  }
}
}  // namespace

v1::Node planned_node(const v1::Node& now, const NodeFacts& facts, WallTime time) {
  auto node = now;
  const auto& machine = facts.machine;
  node.metadata.name = facts.name;
  auto& labels = node.metadata.labels;
  labels[std::string(names::hostname_label)] = facts.name;
  labels[std::string(names::arch_label)] = machine.architecture;
  labels[std::string(names::os_label)] = "linux";
  labels["beta.kubernetes.io/arch"] = machine.architecture;
  labels["beta.kubernetes.io/os"] = "linux";
  if (node.spec.pod_cidr.empty()) {
    node.spec.pod_cidr = facts.pod_cidr;
    node.spec.pod_cidrs = {facts.pod_cidr};
    if (!facts.pod_cidr_v6.empty()) node.spec.pod_cidrs.push_back(facts.pod_cidr_v6);
  }
  auto& status = node.status;
  set_resources(status, facts);
  status.addresses.clear();
  for (const auto& address : facts.addresses) status.addresses.push_back({"InternalIP", address});
  status.addresses.push_back({"Hostname", facts.name});
  status.daemon_endpoints.kubelet_endpoint.port = facts.kubelet_port;
  auto& info = status.node_info;
  info.machine_id = machine.machine_id;
  info.system_uuid = machine.system_uuid;
  info.boot_id = machine.boot_id;
  info.kernel_version = machine.kernel_version;
  info.os_image = machine.os_image;
  info.container_runtime_version = facts.runtime_version;
  info.kubelet_version = facts.version;
  info.operating_system = "linux";
  info.architecture = machine.architecture;
  info.swap.ensure().capacity = machine.swap_bytes;
  set_images(status, facts.images);
  set_conditions(status, facts, format_time(time));
  return node;
}

bool differs_in_more_than_heartbeats(const v1::Node& a, const v1::Node& b) {
  auto left = a;
  auto right = b;
  for (auto* node : {&left, &right})
    for (auto& condition : node->status.conditions) condition.last_heartbeat_time.text.clear();
  return !(left == right);
}

}  // namespace coracle::node
