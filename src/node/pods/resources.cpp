#include "node/pods/resources.h"

#include <algorithm>

#include "json/quantity.h"
#include "node/pods/policy.h"

namespace coracle::node::pods {
namespace {

std::int64_t container_asks(const Container& container, const std::string& resource, Ask ask) {
  const auto& resources = container.resources;
  if (ask == Ask::requests && resources.requests.contains(resource)) return amount_of(resources.requests, resource);
  return amount_of(resources.limits, resource);
}

bool every_container_limits(const Pod& pod, const std::string& resource) {
  const auto all = all_containers(pod);
  return std::all_of(all.begin(), all.end(),
                     [&](const auto& one) { return container_asks(*one.container, resource, Ask::limits) > 0; });
}

std::int64_t oom_score(const Pod& pod, const Container& container, std::int64_t machine_memory) {
  constexpr std::int64_t guaranteed = -997;
  constexpr std::int64_t best_effort = 1000;
  const auto qos = qos_class(pod);
  if (qos == "Guaranteed") return guaranteed;
  if (qos == "BestEffort" || machine_memory <= 0) return best_effort;
  const auto asked = container_asks(container, "memory", Ask::requests);
  const auto score = best_effort - best_effort * asked / machine_memory;
  return std::clamp(score, best_effort + guaranteed, best_effort - 1);
}
}  // namespace

std::int64_t amount_of(const std::map<std::string, schema::Quantity>& amounts, const std::string& resource) {
  constexpr std::int64_t most = 1LL << 50;
  const auto found = amounts.find(resource);
  if (found == amounts.end()) return 0;
  const auto parsed = json::Quantity::parse(found->second.text);
  if (!parsed) return 0;
  return std::min(resource == "cpu" ? parsed->milli_value() : parsed->value(), most);
}

std::uint64_t cpu_shares(std::int64_t milli_cpu) {
  constexpr std::int64_t least = 2;
  constexpr std::int64_t most = 262'144;
  return static_cast<std::uint64_t>(std::clamp(milli_cpu * 1024 / 1000, least, most));
}

std::uint64_t cpu_quota(std::int64_t milli_cpu) {
  constexpr std::int64_t least = 1000;  // the kernel's
  return milli_cpu <= 0 ? 0 : static_cast<std::uint64_t>(std::max(milli_cpu * 100, least));
}

std::int64_t pod_asks(const Pod& pod, const std::string& resource, Ask ask) {
  std::int64_t together = 0;
  std::int64_t sidecars = 0;
  std::int64_t starting = 0;
  for (const auto& container : pod.spec.init_containers) {
    const auto amount = container_asks(container, resource, ask);
    if (is_sidecar(container)) sidecars += amount;
    starting = std::max(starting, sidecars + (is_sidecar(container) ? 0 : amount));
  }
  for (const auto& container : pod.spec.containers) together += container_asks(container, resource, ask);
  return std::max(together + sidecars, starting) + amount_of(pod.spec.overhead, resource);
}

std::string pod_cgroup(const std::string& root, const std::string& qos, const std::string& uid) {
  if (qos == "Guaranteed") return root + "/pod" + uid;
  return root + (qos == "Burstable" ? "/burstable/pod" : "/besteffort/pod") + uid;
}

proc::CgroupLimits pod_cgroup_limits(const Pod& pod) {
  proc::CgroupLimits limits;
  limits.cpu_shares = cpu_shares(pod_asks(pod, "cpu", Ask::requests));
  if (every_container_limits(pod, "cpu")) limits.cpu_quota_usec = cpu_quota(pod_asks(pod, "cpu", Ask::limits));
  if (every_container_limits(pod, "memory"))
    limits.memory_bytes = static_cast<std::uint64_t>(pod_asks(pod, "memory", Ask::limits));
  return limits;
}

rpc::LinuxContainerResources container_resources(const Pod& pod, const Container& container,
                                                 std::int64_t machine_memory) {
  rpc::LinuxContainerResources out;
  out.cpu_shares = static_cast<std::int64_t>(cpu_shares(container_asks(container, "cpu", Ask::requests)));
  if (const auto limit = container_asks(container, "cpu", Ask::limits); limit > 0) {
    out.cpu_period = 100'000;
    out.cpu_quota = static_cast<std::int64_t>(cpu_quota(limit));
  }
  out.memory_limit_in_bytes = container_asks(container, "memory", Ask::limits);
  out.oom_score_adj = oom_score(pod, container, machine_memory);
  constexpr std::string_view huge = "hugepages-";
  for (const auto& [name, amount] : container.resources.limits) {
    if (!name.starts_with(huge)) continue;
    // "2Mi" is called 2MB there.
    auto size = name.substr(huge.size());
    if (!size.empty() && size.back() == 'i') size.back() = 'B';
    out.hugepage_limits.push_back({size, static_cast<std::uint64_t>(amount_of(container.resources.limits, name))});
  }
  return out;
}

}  // namespace coracle::node::pods
