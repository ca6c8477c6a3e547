#include <fmt/core.h>

#include "api/kubevirt/v1/names.h"

#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/paths.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

namespace pod_path = shared::pod_path;

constexpr std::int64_t usual_grace_period = 30;
/// What the launcher adds to the guest's time before it switches it off; the pod's own time is longer still.
constexpr std::int64_t grace_of_the_launcher = 15;
constexpr std::uint32_t usual_verbosity = 2;
/// Guests are not up when their pod is: probes begin that much later.
constexpr std::int32_t probe_delay = 10;

const std::string* find_value(const std::map<std::string, std::string>& map, std::string_view key) {
  const auto found = map.find(std::string(key));
  return found == map.end() ? nullptr : &found->second;
}

std::vector<std::string> arguments(const Input& input) {
  const auto& [vmi, config, surroundings] = input;
  const auto& spec = vmi.spec;
  const auto grace = spec.termination_grace_period_seconds.value_or(usual_grace_period) + grace_of_the_launcher;
  const auto architecture = spec.architecture.empty() ? config.default_architecture() : spec.architecture;
  std::vector<std::string> args = {"--qemu-timeout",
                                   fmt::format("{}s", surroundings.qemu_timeout.count()),
                                   "--name",
                                   vmi.metadata.name,
                                   "--uid",
                                   vmi.metadata.uid,
                                   "--namespace",
                                   vmi.metadata.namespace_,
                                   "--kubevirt-share-dir",
                                   std::string(pod_path::share_dir),
                                   "--ephemeral-disk-dir",
                                   std::string(pod_path::ephemeral_disks),
                                   "--container-disk-dir",
                                   std::string(pod_path::container_disks),
                                   "--grace-period-seconds",
                                   std::to_string(grace),
                                   "--hook-sidecars",
                                   "0",
                                   "--ovmf-path",
                                   config.ovmf_path(architecture),
                                   "--disk-memory-limit",
                                   std::to_string(config.disk_memory_limit()),
                                   "--hypervisor",
                                   "kvm",
                                   "--run-as-nonroot",
                                   "--upgrade-ordinal-ifaces"};
  if (config.use_emulation()) args.emplace_back("--allow-emulation");
  const auto& annotations = vmi.metadata.annotations;
  if (const auto* keep = find_value(annotations, kubevirt::annotation::keep_launcher_alive_after_failure);
      keep != nullptr && *keep == "true") {
    args.emplace_back("--keep-after-failure");
  }
  if (const auto* filters = find_value(annotations, kubevirt::annotation::libvirt_log_filters)) {
    args.insert(args.end(), {"--libvirt-log-filters", *filters});
  }
  return args;
}

core::EnvVar variable(std::string_view name, std::string_view value) {
  core::EnvVar one;
  one.name = name;
  one.value = value;
  return one;
}

std::vector<core::EnvVar> environment(const Input& input) {
  std::vector<core::EnvVar> env = {variable("XDG_CACHE_HOME", pod_path::private_dir),
                                   variable("XDG_CONFIG_HOME", pod_path::private_dir),
                                   variable("XDG_RUNTIME_DIR", pod_path::runtime_dir)};
  const auto& labels = input.vmi.metadata.labels;
  const auto verbosity = input.config.launcher_verbosity();
  if (const auto* own = find_value(labels, "logVerbosity")) {
    env.push_back(variable("VIRT_LAUNCHER_LOG_VERBOSITY", *own));
  } else if (verbosity != usual_verbosity) {
    env.push_back(variable("VIRT_LAUNCHER_LOG_VERBOSITY", std::to_string(verbosity)));
  }
  constexpr std::uint32_t chatty = 5;
  const auto* debug = find_value(labels, "debugLogs");
  if ((debug != nullptr && *debug == "true") || verbosity > chatty) {
    env.push_back(variable("LIBVIRT_DEBUG_LOGS", "1"));
  }
  core::EnvVar pod_name;
  pod_name.name = "POD_NAME";
  pod_name.value_from.ensure().field_ref.ensure().field_path = "metadata.name";
  env.push_back(pod_name);
  return env;
}

std::vector<core::ContainerPort> ports(const kubevirt::Devices& devices) {
  std::vector<core::ContainerPort> all;
  for (const auto& nic : devices.interfaces) {
    for (const auto& port : nic.ports) {
      core::ContainerPort one;
      one.name = port.name;
      one.container_port = port.port;
      one.protocol = port.protocol.empty() ? "TCP" : port.protocol;
      all.push_back(std::move(one));
    }
  }
  return all;
}

/// What runs in the guest is asked by virt-probe, which speaks to the launcher; the kubelet asks the rest itself.
Box<core::Probe> probe(const kubevirt::VirtualMachineInstance& vmi, const Box<kubevirt::Probe>& wanted) {
  if (!wanted) return {};
  const auto& rule = *wanted;
  const auto timeout = rule.timeout_seconds > 0 ? rule.timeout_seconds : 1;
  core::Probe out;
  out.http_get = rule.http_get;
  out.tcp_socket = rule.tcp_socket;
  out.initial_delay_seconds = rule.initial_delay_seconds + probe_delay;
  out.timeout_seconds = timeout;
  if (rule.period_seconds > 0) out.period_seconds = rule.period_seconds;
  if (rule.success_threshold > 0) out.success_threshold = rule.success_threshold;
  if (rule.failure_threshold > 0) out.failure_threshold = rule.failure_threshold;
  const bool asks_agent = rule.exec.has_value() || rule.guest_agent_ping.has_value();
  if (!asks_agent) return out;
  out.timeout_seconds = timeout + 1;
  auto& command = out.exec.ensure().command;
  command = {"virt-probe", "--domainName", fmt::format("{}_{}", vmi.metadata.namespace_, vmi.metadata.name),
             "--timeoutSeconds", std::to_string(timeout)};
  if (rule.guest_agent_ping) {
    command.emplace_back("--guestAgentPing");
  } else if (!rule.exec->command.empty()) {
    command.insert(command.end(), {"--command", rule.exec->command.front(), "--"});
    command.insert(command.end(), rule.exec->command.begin() + 1, rule.exec->command.end());
  }
  return out;
}

}  // namespace

core::Container compute_container(const Input& input) {
  core::Container compute;
  compute.name = "compute";
  compute.image = input.surroundings.launcher.name;
  compute.image_pull_policy = input.config.image_pull_policy();
  compute.command = {"/usr/bin/virt-launcher-monitor"};
  compute.args = arguments(input);
  compute.env = environment(input);
  compute.ports = ports(input.vmi.spec.domain.devices);
  compute.resources = compute_resources(input);
  compute.liveness_probe = probe(input.vmi, input.vmi.spec.liveness_probe);
  compute.readiness_probe = probe(input.vmi, input.vmi.spec.readiness_probe);
  compute.security_context = bare_context();
  compute.security_context->run_as_group = launcher_user;
  compute.security_context->capabilities->add = {"NET_BIND_SERVICE"};
  compute.termination_message_policy = "FallbackToLogsOnError";
  return compute;
}

}  // namespace coracle::virt::controller::launcher_pod
