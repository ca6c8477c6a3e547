#include "node/pods/runtime_config.h"

#include <fmt/core.h>

#include <algorithm>

#include "node/pods/policy.h"
#include "node/pods/resources.h"
#include "node/pods/security.h"
#include "node/volumes/fields.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

rpc::StringMap identity_labels(const Pod& pod) {
  return {{mark::pod_name, pod.metadata.name},
          {mark::pod_namespace, pod.metadata.namespace_},
          {mark::pod_uid, pod.metadata.uid}};
}

/// The pod's own list is added to that of its policy; an option of the same name takes its place.
rpc::DnsConfig dns_config(const Pod& pod, const Resolver& host) {
  rpc::DnsConfig dns;
  if (pod.spec.dns_policy != "None") dns = {host.servers, host.searches, host.options};
  if (!pod.spec.dns_config) return dns;
  const auto& own = *pod.spec.dns_config;
  const auto add = [](std::vector<std::string>& to, const std::vector<std::string>& from) {
    for (const auto& item : from)
      if (std::find(to.begin(), to.end(), item) == to.end()) to.push_back(item);
  };
  add(dns.servers, own.nameservers);
  add(dns.searches, own.searches);
  for (const auto& option : own.options) {
    std::erase_if(dns.options, [&](const auto& old) { return old.substr(0, old.find(':')) == option.name; });
    dns.options.push_back(option.value && !option.value->empty() ? option.name + ":" + *option.value : option.name);
  }
  return dns;
}

std::vector<std::string> expanded(const std::vector<std::string>& words, const rpc::StringMap& environment) {
  std::vector<std::string> out;
  for (const auto& word : words) out.push_back(volumes::expand(word, environment));
  return out;
}
}  // namespace

rpc::PodSandboxConfig sandbox_config(const Pod& pod, const SandboxContext& context) {
  rpc::PodSandboxConfig config;
  config.metadata = {pod.metadata.name, pod.metadata.uid, pod.metadata.namespace_, context.attempt};
  config.hostname = pod_hostname(pod, context.node_name);
  const auto domain = pod_domain(pod);
  if (pod.spec.set_hostname_as_fqdn.value_or(false) && !domain.empty() && !pod.spec.host_network)
    config.hostname += "." + domain;
  // The host's name is not ours to set.
  if (pod.spec.host_network) config.hostname.clear();
  config.log_directory = context.log_directory;
  auto dns = dns_config(pod, context.resolver);
  if (!domain.empty() && !pod.spec.host_network && !dns.searches.empty())
    dns.searches.insert(dns.searches.begin(), domain);
  if (!dns.servers.empty() || !dns.searches.empty() || !dns.options.empty()) config.dns = std::move(dns);
  config.labels = pod.metadata.labels;
  for (const auto& [name, value] : identity_labels(pod)) config.labels[name] = value;
  config.labels[mark::node] = context.node_name;
  config.annotations = pod.metadata.annotations;
  config.annotations["kubernetes.io/config.source"] = "api";
  config.cgroup_parent = context.cgroup_parent;
  config.security = sandbox_security(pod, context.seccomp_folder);
  if (pod.spec.security_context)
    for (const auto& sysctl : pod.spec.security_context->sysctls) {
      auto name = sysctl.name;
      std::replace(name.begin(), name.end(), '/', '.');
      config.sysctls[name] = sysctl.value;
    }
  return config;
}

rpc::ContainerConfig container_config(const Pod& pod, const Container& container, const ContainerContext& context) {
  if (!container.volume_devices.empty())
    throw Error(Reason::invalid,
                fmt::format("container {} asks for block volumes (volumeDevices), which this node does "
                            "not support yet",
                            container.name));
  rpc::ContainerConfig config;
  config.name = container.name;
  config.attempt = context.attempt;
  config.image = context.image.id;
  config.user_specified_image = container.image;
  config.command = expanded(container.command, context.environment);
  config.args = expanded(container.args, context.environment);
  config.working_dir = container.working_dir;
  for (const auto& [key, value] : context.environment) config.envs.push_back({key, value});
  for (const auto& [key, value] : context.devices.envs) config.envs.push_back({key, value});
  config.mounts = context.mounts;
  config.mounts.insert(config.mounts.end(), context.devices.mounts.begin(), context.devices.mounts.end());
  config.devices = context.devices.devices;
  config.labels = identity_labels(pod);
  config.labels[mark::container_name] = container.name;
  config.annotations = context.devices.annotations;
  config.annotations[mark::container_hash] = container_hash(container);
  config.annotations[mark::restart_count] = std::to_string(context.attempt);
  config.annotations[mark::message_path] = container.termination_message_path;
  config.annotations[mark::message_policy] = container.termination_message_policy;
  config.annotations[mark::grace_period] = std::to_string(pod.spec.termination_grace_period_seconds.value_or(30));
  config.log_path = context.log_path;
  config.stdin_open = container.stdin;
  config.stdin_once = container.stdin_once;
  config.tty = container.tty;
  config.resources = container_resources(pod, container, context.machine_memory);
  config.security = container_security(pod, container, context.image, context.seccomp_folder);
  return config;
}

}  // namespace coracle::node::pods
