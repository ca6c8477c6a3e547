#include "cri.pb.h"
#include "rpc/convert.h"

namespace coracle::rpc {
namespace v1 = ::runtime::v1;

namespace {
template <class To, class From>
void append(const From& from, To& to) {
  to.Add(from.begin(), from.end());
}
void insert(const StringMap& from, google::protobuf::Map<std::string, std::string>& to) {
  to.insert(from.begin(), from.end());
}

void write_namespaces(const NamespaceOption& from, v1::NamespaceOption& to) {
  to.set_network(static_cast<v1::NamespaceMode>(from.network));
  to.set_pid(static_cast<v1::NamespaceMode>(from.pid));
  to.set_ipc(static_cast<v1::NamespaceMode>(from.ipc));
  to.set_target_id(from.target_id);
}
/// What the security contexts of sandboxes and of containers have in common.
template <class From, class To>
void write_security(const From& from, To& to) {
  write_namespaces(from.namespaces, *to.mutable_namespace_options());
  if (from.selinux) {
    auto& label = *to.mutable_selinux_options();
    label.set_user(from.selinux->user);
    label.set_role(from.selinux->role);
    label.set_type(from.selinux->type);
    label.set_level(from.selinux->level);
  }
  if (from.run_as_user) to.mutable_run_as_user()->set_value(*from.run_as_user);
  if (from.run_as_group) to.mutable_run_as_group()->set_value(*from.run_as_group);
  to.set_readonly_rootfs(from.readonly_rootfs);
  to.set_privileged(from.privileged);
  append(from.supplemental_groups, *to.mutable_supplemental_groups());
  const auto profile = [](const SecurityProfile& source, v1::SecurityProfile& target) {
    target.set_profile_type(static_cast<v1::SecurityProfile_ProfileType>(source.type));
    target.set_localhost_ref(source.localhost_ref);
  };
  if (from.seccomp) profile(*from.seccomp, *to.mutable_seccomp());
  if (from.apparmor) profile(*from.apparmor, *to.mutable_apparmor());
}

void write_linux(const PodSandboxConfig& from, v1::LinuxPodSandboxConfig& to) {
  to.set_cgroup_parent(from.cgroup_parent);
  write_security(from.security, *to.mutable_security_context());
  insert(from.sysctls, *to.mutable_sysctls());
  if (from.overhead) write_message(*from.overhead, *to.mutable_overhead());
  if (from.resources) write_message(*from.resources, *to.mutable_resources());
}

void write_container_security(const ContainerSecurityContext& from, v1::LinuxContainerSecurityContext& to) {
  write_security(from, to);
  append(from.add_capabilities, *to.mutable_capabilities()->mutable_add_capabilities());
  append(from.drop_capabilities, *to.mutable_capabilities()->mutable_drop_capabilities());
  to.set_run_as_username(from.run_as_username);
  to.set_no_new_privs(from.no_new_privs);
  append(from.masked_paths, *to.mutable_masked_paths());
  append(from.readonly_paths, *to.mutable_readonly_paths());
}

void write_mount(const Mount& from, v1::Mount& to) {
  to.set_container_path(from.container_path);
  to.set_host_path(from.host_path);
  to.set_readonly(from.readonly);
  to.set_selinux_relabel(from.selinux_relabel);
  to.set_propagation(static_cast<v1::MountPropagation>(from.propagation));
}
}  // namespace

void write_message(const LinuxContainerResources& from, v1::LinuxContainerResources& to) {
  to.set_cpu_period(from.cpu_period);
  to.set_cpu_quota(from.cpu_quota);
  to.set_cpu_shares(from.cpu_shares);
  to.set_memory_limit_in_bytes(from.memory_limit_in_bytes);
  to.set_oom_score_adj(from.oom_score_adj);
  to.set_cpuset_cpus(from.cpuset_cpus);
  to.set_cpuset_mems(from.cpuset_mems);
  for (const auto& limit : from.hugepage_limits) {
    auto& added = *to.add_hugepage_limits();
    added.set_page_size(limit.page_size);
    added.set_limit(limit.limit);
  }
  insert(from.unified, *to.mutable_unified());
  to.set_memory_swap_limit_in_bytes(from.memory_swap_limit_in_bytes);
}

void write_message(const PodSandboxConfig& from, v1::PodSandboxConfig& to) {
  auto& metadata = *to.mutable_metadata();
  metadata.set_name(from.metadata.name);
  metadata.set_uid(from.metadata.uid);
  metadata.set_namespace_(from.metadata.namespace_);
  metadata.set_attempt(from.metadata.attempt);
  to.set_hostname(from.hostname);
  to.set_log_directory(from.log_directory);
  if (from.dns) {
    auto& dns = *to.mutable_dns_config();
    append(from.dns->servers, *dns.mutable_servers());
    append(from.dns->searches, *dns.mutable_searches());
    append(from.dns->options, *dns.mutable_options());
  }
  for (const auto& mapping : from.port_mappings) {
    auto& added = *to.add_port_mappings();
    added.set_protocol(static_cast<v1::Protocol>(mapping.protocol));
    added.set_container_port(mapping.container_port);
    added.set_host_port(mapping.host_port);
    added.set_host_ip(mapping.host_ip);
  }
  insert(from.labels, *to.mutable_labels());
  insert(from.annotations, *to.mutable_annotations());
  write_linux(from, *to.mutable_linux());
}

void write_message(const ContainerConfig& from, v1::ContainerConfig& to) {
  to.mutable_metadata()->set_name(from.name);
  to.mutable_metadata()->set_attempt(from.attempt);
  to.mutable_image()->set_image(from.image);
  to.mutable_image()->set_user_specified_image(from.user_specified_image);
  append(from.command, *to.mutable_command());
  append(from.args, *to.mutable_args());
  to.set_working_dir(from.working_dir);
  for (const auto& variable : from.envs) {
    auto& added = *to.add_envs();
    added.set_key(variable.key);
    added.set_value(variable.value);
  }
  for (const auto& mount : from.mounts) write_mount(mount, *to.add_mounts());
  for (const auto& device : from.devices) {
    auto& added = *to.add_devices();
    added.set_container_path(device.container_path);
    added.set_host_path(device.host_path);
    added.set_permissions(device.permissions);
  }
  insert(from.labels, *to.mutable_labels());
  insert(from.annotations, *to.mutable_annotations());
  to.set_log_path(from.log_path);
  to.set_stdin(from.stdin_open);
  to.set_stdin_once(from.stdin_once);
  to.set_tty(from.tty);
  write_message(from.resources, *to.mutable_linux()->mutable_resources());
  write_container_security(from.security, *to.mutable_linux()->mutable_security_context());
}

}  // namespace coracle::rpc
