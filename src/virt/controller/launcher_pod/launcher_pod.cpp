#include "virt/controller/launcher_pod/launcher_pod.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <boost/uuid/detail/sha1.hpp>

#include "api/kubevirt/v1/names.h"
#include "virt/controller/launcher_pod/parts.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

constexpr std::size_t label_length = 63;
constexpr std::int64_t usual_grace_seconds = 30;
/// What the pod has beyond the guest's time to shut down.
constexpr std::int64_t grace_of_the_pod = 30;

Box<core::PodSecurityContext> pod_context(const Input& input) {
  core::PodSecurityContext context;
  context.run_as_user = context.run_as_group = context.fs_group = launcher_user;
  context.run_as_non_root = true;
  if (const auto& type = input.config.raw().selinux_launcher_type; !type.empty()) {
    context.se_linux_options.ensure().type = type;
  }
  const auto& seccomp = input.config.raw().seccomp_configuration;
  if (!seccomp || !seccomp->virtual_machine_instance_profile) return context;
  const auto& profile = seccomp->virtual_machine_instance_profile->custom_profile;
  if (!profile || !input.config.enabled("KubevirtSeccompProfile")) return context;
  if (profile->runtime_default_profile) {
    context.seccomp_profile.ensure().type = "RuntimeDefault";
  } else if (profile->localhost_profile) {
    context.seccomp_profile.ensure().type = "Localhost";
    context.seccomp_profile->localhost_profile = profile->localhost_profile;
  }
  return context;
}

std::vector<core::LocalObjectReference> pull_secrets(const Input& input) {
  auto secrets = input.surroundings.launcher.pull_secrets;
  const auto add = [&secrets](const std::string& name) {
    if (name.empty() || std::ranges::any_of(secrets, [&](const auto& known) { return known.name == name; })) return;
    secrets.push_back({.name = name});
  };
  for (const auto& volume : input.vmi.spec.volumes) {
    if (volume.container_disk) add(volume.container_disk->image_pull_secret);
  }
  return secrets;
}

void copy_settings(const Input& input, core::PodSpec& pod) {
  const auto& spec = input.vmi.spec;
  pod.hostname = guest_hostname(input.vmi);
  pod.subdomain = spec.subdomain;
  pod.dns_policy = spec.dns_policy;
  pod.dns_config = spec.dns_config;
  pod.scheduler_name = spec.scheduler_name;
  pod.tolerations = spec.tolerations;
  pod.topology_spread_constraints = spec.topology_spread_constraints;
  pod.priority_class_name = spec.priority_class_name;
  for (const auto& claim : spec.resource_claims) {
    pod.resource_claims.push_back({.name = claim.name,
                                   .resource_claim_name = claim.resource_claim_name,
                                   .resource_claim_template_name = claim.resource_claim_template_name});
  }
  if (const auto& runtime = input.config.raw().default_runtime_class; !runtime.empty()) {
    pod.runtime_class_name = runtime;
  }
  pod.service_account_name = spec.service_account_name;
  pod.automount_service_account_token = false;
  for (const auto& volume : spec.volumes) {
    if (!volume.service_account) continue;
    pod.service_account_name = volume.service_account->service_account_name;
    pod.automount_service_account_token = true;
  }
}

core::PodSpec pod_spec(const Input& input) {
  core::PodSpec pod;
  pod.restart_policy = "Never";
  pod.enable_service_links = false;
  pod.termination_grace_period_seconds =
      input.vmi.spec.termination_grace_period_seconds.value_or(usual_grace_seconds) + grace_of_the_pod;
  pod.security_context = pod_context(input);
  pod.readiness_gates = {{.condition_type = std::string(kubevirt::pod_condition::virtual_machine_unpaused)}};
  pod.node_selector = node_selector(input);
  pod.affinity = affinity(input);
  pod.image_pull_secrets = pull_secrets(input);
  copy_settings(input, pod);

  auto compute = compute_container(input);
  add_volumes(input, pod, compute);
  pod.containers.push_back(std::move(compute));
  add_container_disks(input, pod);
  if (logs_console(input)) pod.init_containers.push_back(console_log_container(input));
  return pod;
}

}  // namespace

Box<core::SecurityContext> bare_context() {
  core::SecurityContext context;
  context.run_as_user = launcher_user;
  context.run_as_non_root = true;
  context.allow_privilege_escalation = false;
  context.capabilities.ensure().drop = {"ALL"};
  return context;
}

core::VolumeMount mount(std::string_view volume, std::string_view path) {
  core::VolumeMount one;
  one.name = volume;
  one.mount_path = path;
  return one;
}

std::string guest_hostname(const kubevirt::VirtualMachineInstance& vmi) {
  std::string name = vmi.spec.hostname;
  if (name.empty()) name = vmi.metadata.name.substr(0, vmi.metadata.name.find('.'));
  if (name.size() > label_length) name.resize(label_length);
  while (name.ends_with('-')) name.pop_back();
  return name;
}

std::string vmi_id(std::string_view name) {
  if (name.size() <= label_length) return std::string(name);
  boost::uuids::detail::sha1 hash;
  hash.process_bytes(name.data(), name.size());
  unsigned int digest[5];
  hash.get_digest(digest);
  constexpr std::size_t kept = 54;
  return fmt::format("{}-{:08x}", name.substr(0, kept), digest[0]);
}

Result<core::Pod> render(const kubevirt::VirtualMachineInstance& vmi, const shared::ClusterConfig& config,
                         const Surroundings& surroundings) {
  if (const auto what = unsupported(vmi.spec)) {
    return Error(Reason::invalid,
                 fmt::format("virtual machine instance {} asks for {}, which Coracle does not have yet",
                             vmi.metadata.name, *what));
  }
  // virt-api refuses it as well; a path of the node is worth asking twice.
  for (const auto& volume : vmi.spec.volumes) {
    if (!volume.host_disk || config.enabled("HostDisk")) continue;
    return Error(Reason::forbidden, fmt::format("virtual machine instance {} has volume {} on the node's own disk, and "
                                                "feature gate HostDisk is off",
                                                vmi.metadata.name, volume.name));
  }
  const Input input{vmi, config, surroundings};
  core::Pod pod;
  pod.metadata = metadata(input);
  pod.spec = pod_spec(input);
  return pod;
}

}  // namespace coracle::virt::controller::launcher_pod
