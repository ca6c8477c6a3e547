#include "node/pods/policy.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "json/quantity.h"

namespace coracle::node::pods {
namespace {

bool is_positive(const schema::Quantity& quantity) {
  const auto parsed = json::Quantity::parse(quantity.text);
  return parsed && parsed->sign() > 0;
}

bool equal_amounts(const schema::Quantity& a, const schema::Quantity& b) {
  const auto left = json::Quantity::parse(a.text);
  const auto right = json::Quantity::parse(b.text);
  return left && right && *left == *right;
}

std::uint32_t fnv(std::string_view text, std::uint32_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}
}  // namespace

std::string qos_class(const Pod& pod) {
  bool any = false;
  bool guaranteed = true;
  for (const auto& [container, init] : all_containers(pod))
    for (const char* name : {"cpu", "memory"}) {
      const auto& requests = container->resources.requests;
      const auto& limits = container->resources.limits;
      const auto request = requests.find(name);
      const auto limit = limits.find(name);
      const bool limited = limit != limits.end() && is_positive(limit->second);
      any = any || limited || (request != requests.end() && is_positive(request->second));
      guaranteed =
          guaranteed && limited && (request == requests.end() || equal_amounts(request->second, limit->second));
    }
  if (!any) return "BestEffort";
  return guaranteed ? "Guaranteed" : "Burstable";
}

bool is_sidecar(const Container& init_container) { return init_container.restart_policy == "Always"; }

std::string restart_policy(const Pod& pod, const Container& container, bool init) {
  auto policy = container.restart_policy.empty() ? pod.spec.restart_policy : container.restart_policy;
  if (policy.empty()) policy = "Always";
  if (init && !is_sidecar(container) && policy == "Always") return "OnFailure";
  return policy;
}

bool restarts_after(const std::string& policy, int exit_code) {
  return policy == "Always" || (policy == "OnFailure" && exit_code != 0);
}

std::vector<NamedContainer> all_containers(const Pod& pod) {
  std::vector<NamedContainer> all;
  for (const auto& container : pod.spec.init_containers) all.push_back({&container, true});
  for (const auto& container : pod.spec.containers) all.push_back({&container, false});
  return all;
}

const Container* find_container(const Pod& pod, std::string_view name) {
  for (const auto& [container, init] : all_containers(pod))
    if (container->name == name) return container;
  return nullptr;
}

std::string container_field_path(const Pod& pod, std::string_view name) {
  for (const auto& [container, init] : all_containers(pod))
    if (container->name == name) return fmt::format("spec.{}{{{}}}", init ? "initContainers" : "containers", name);
  return {};
}

std::string container_hash(const Container& container) {
  return fmt::format("{:x}", fnv(container.image, fnv(container.name, 2166136261U)));
}

std::string pod_hostname(const Pod& pod, const std::string& node_name) {
  if (pod.spec.host_network) return node_name;
  if (pod.spec.hostname_override) return *pod.spec.hostname_override;
  if (!pod.spec.hostname.empty()) return pod.spec.hostname;
  constexpr std::size_t longest = 63;
  auto name = pod.metadata.name.substr(0, longest);
  while (!name.empty() && (name.back() == '-' || name.back() == '.')) name.pop_back();
  return name;
}

std::string pod_domain(const Pod& pod) {
  if (pod.spec.subdomain.empty()) return {};
  return fmt::format("{}.{}.svc.cluster.local", pod.spec.subdomain, pod.metadata.namespace_);
}

std::vector<HostPort> wanted_host_ports(const Pod& pod, const std::string& pod_ip) {
  std::vector<HostPort> out;
  if (pod.spec.host_network) return out;
  for (const auto& [container, init] : all_containers(pod))
    for (const auto& port : container->ports)
      if (port.host_port.value_or(0) > 0)
        out.push_back({port.protocol, port.host_ip, static_cast<std::uint16_t>(*port.host_port), pod_ip,
                       static_cast<std::uint16_t>(port.container_port)});
  return out;
}

std::int64_t grace_seconds(const Pod& pod) {
  constexpr std::int64_t fallback = 30;
  if (!pod.metadata.deletion_timestamp.empty() && pod.metadata.deletion_grace_period_seconds)
    return *pod.metadata.deletion_grace_period_seconds;
  return pod.spec.termination_grace_period_seconds.value_or(fallback);
}

std::string pod_title(const Pod& pod) {
  return fmt::format("{}_{}({})", pod.metadata.name, pod.metadata.namespace_, pod.metadata.uid);
}

bool is_terminal(const std::string& phase) { return phase == "Succeeded" || phase == "Failed"; }

std::vector<std::string> unsafe_sysctls(const Pod& pod) {
  // https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
  static constexpr std::array<std::string_view, 14> safe = {"kernel.shm_rmid_forced",
                                                            "net.ipv4.ip_local_port_range",
                                                            "net.ipv4.tcp_syncookies",
                                                            "net.ipv4.ping_group_range",
                                                            "net.ipv4.ip_unprivileged_port_start",
                                                            "net.ipv4.ip_local_reserved_ports",
                                                            "net.ipv4.tcp_keepalive_time",
                                                            "net.ipv4.tcp_fin_timeout",
                                                            "net.ipv4.tcp_keepalive_intvl",
                                                            "net.ipv4.tcp_keepalive_probes",
                                                            "net.ipv4.tcp_rmem",
                                                            "net.ipv4.tcp_wmem",
                                                            "net.ipv4.tcp_slow_start_after_idle",
                                                            "net.ipv4.tcp_notsent_lowat"};
  std::vector<std::string> unsafe;
  if (!pod.spec.security_context) return unsafe;
  for (const auto& sysctl : pod.spec.security_context->sysctls) {
    auto name = sysctl.name;
    std::replace(name.begin(), name.end(), '/', '.');
    if (std::find(safe.begin(), safe.end(), name) == safe.end()) unsafe.push_back(sysctl.name);
  }
  return unsafe;
}

bool hears(std::string_view proc_status, int signal) {
  const auto line = [proc_status](std::string_view name) -> std::string_view {
    auto at = proc_status.find(std::string("\n") + std::string(name) + ":\t");
    if (at == std::string_view::npos) return {};
    const auto rest = proc_status.substr(at + name.size() + 3);
    return rest.substr(0, rest.find('\n'));
  };
  if (proc_status.starts_with("Name:\trunc:[")) return false;
  const auto numbers = line("NSpid");
  if (numbers.substr(numbers.find_last_of('\t') + 1) != "1") return true;
  for (const auto* set : {"SigBlk", "SigIgn", "SigCgt"}) {
    const auto text = line(set);
    std::uint64_t mask = 0;
    std::from_chars(text.data(), text.data() + text.size(), mask, 16);
    if ((mask >> static_cast<unsigned>(signal - 1) & 1U) != 0) return true;
  }
  return false;
}

}  // namespace coracle::node::pods
