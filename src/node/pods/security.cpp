#include "node/pods/security.h"

#include <fmt/core.h>

#include <array>

#include "node/pods/policy.h"

namespace coracle::node::pods {
namespace {
namespace v1 = api::core::v1;

/// What containers see nothing of, and may not write: the same lists as Docker's and the kubelet's (ProcMount Default).
constexpr std::array<std::string_view, 11> masked = {"/proc/asound",
                                                     "/proc/acpi",
                                                     "/proc/kcore",
                                                     "/proc/keys",
                                                     "/proc/latency_stats",
                                                     "/proc/timer_list",
                                                     "/proc/timer_stats",
                                                     "/proc/sched_debug",
                                                     "/proc/scsi",
                                                     "/sys/firmware",
                                                     "/sys/devices/virtual/powercap"};
constexpr std::array<std::string_view, 5> read_only = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                                       "/proc/sysrq-trigger"};

rpc::NamespaceOption namespaces_of(const v1::PodSpec& spec) {
  rpc::NamespaceOption out;
  if (spec.host_network) out.network = rpc::NamespaceMode::node;
  if (spec.host_ipc) out.ipc = rpc::NamespaceMode::node;
  if (spec.host_pid)
    out.pid = rpc::NamespaceMode::node;
  else if (spec.share_process_namespace.value_or(false))
    out.pid = rpc::NamespaceMode::pod;
  return out;
}

rpc::SecurityProfile profile_of(const std::string& type, const std::optional<std::string>& name,
                                const std::string& folder) {
  rpc::SecurityProfile out;
  if (type == "Unconfined") out.type = rpc::SecurityProfile::Type::unconfined;
  if (type == "Localhost") {
    out.type = rpc::SecurityProfile::Type::localhost;
    if (name.value_or("").empty())
      throw Error(Reason::invalid, "a profile of type Localhost needs its localhostProfile");
    out.localhost_ref = folder.empty() ? name.value_or("") : folder + "/" + name.value_or("");
  }
  return out;
}

rpc::SecurityProfile seccomp_of(const v1::SeccompProfile* own, const v1::SeccompProfile* pod, bool privileged,
                                const std::string& folder) {
  const auto* chosen = own ? own : pod;
  // Without a choice there is none: the kubelet's seccompDefault is off.
  if (privileged || !chosen) return profile_of("Unconfined", {}, folder);
  return profile_of(chosen->type, chosen->localhost_profile, folder);
}

std::optional<rpc::SELinuxOption> selinux_of(const v1::SELinuxOptions* own, const v1::SELinuxOptions* pod) {
  const auto* chosen = own ? own : pod;
  if (!chosen) return std::nullopt;
  return rpc::SELinuxOption{chosen->user, chosen->role, chosen->type, chosen->level};
}

std::vector<std::int64_t> groups_of(const v1::PodSecurityContext* pod) {
  if (!pod) return {};
  auto groups = pod->supplemental_groups;
  if (pod->fs_group) groups.push_back(*pod->fs_group);
  return groups;
}

void check_not_root(const v1::Pod& pod, const v1::Container& container, const rpc::Image& image,
                    std::optional<std::int64_t> user) {
  const auto who = fmt::format("(pod: \"{}\", container: {})", pod_title(pod), container.name);
  if (user) {
    if (*user != 0) return;
    throw Error(Reason::forbidden, "container's runAsUser breaks non-root policy " + who);
  }
  if (image.uid.value_or(image.username.empty() ? 0 : 1) == 0)
    throw Error(Reason::forbidden, "container has runAsNonRoot and image will run as root " + who);
  if (!image.username.empty())
    throw Error(Reason::forbidden,
                fmt::format("container has runAsNonRoot and image has non-numeric user ({}), cannot verify user is "
                            "non-root {}",
                            image.username, who));
}
}  // namespace

rpc::SandboxSecurityContext sandbox_security(const v1::Pod& pod, const std::string& seccomp_folder) {
  rpc::SandboxSecurityContext out;
  const auto* context = pod.spec.security_context.get();
  out.namespaces = namespaces_of(pod.spec);
  out.supplemental_groups = groups_of(context);
  for (const auto& [container, init] : all_containers(pod))
    if (container->security_context && container->security_context->privileged.value_or(false)) out.privileged = true;
  if (!context) return out;
  out.run_as_user = context->run_as_user;
  if (context->run_as_user) out.run_as_group = context->run_as_group;
  out.selinux = selinux_of(nullptr, context->se_linux_options.get());
  // The pause process needs no more than the runtime's profile, unless the pod asks for its own.
  out.seccomp = context->seccomp_profile
                    ? seccomp_of(nullptr, context->seccomp_profile.get(), out.privileged, seccomp_folder)
                    : rpc::SecurityProfile{};
  return out;
}

rpc::ContainerSecurityContext container_security(const v1::Pod& pod, const v1::Container& container,
                                                 const rpc::Image& image, const std::string& seccomp_folder) {
  static const v1::SecurityContext no_own;
  static const v1::PodSecurityContext no_shared;
  const auto& own = container.security_context ? *container.security_context : no_own;
  const auto& shared = pod.spec.security_context ? *pod.spec.security_context : no_shared;
  rpc::ContainerSecurityContext out;
  out.namespaces = namespaces_of(pod.spec);
  out.privileged = own.privileged.value_or(false);
  const auto user = own.run_as_user ? own.run_as_user : shared.run_as_user;
  if (own.run_as_non_root ? *own.run_as_non_root : shared.run_as_non_root.value_or(false))
    check_not_root(pod, container, image, user);
  out.run_as_user = user ? user : image.uid;
  if (!out.run_as_user) out.run_as_username = image.username;
  out.run_as_group = own.run_as_group ? own.run_as_group : shared.run_as_group;
  if (own.capabilities) {
    out.add_capabilities = own.capabilities->add;
    out.drop_capabilities = own.capabilities->drop;
  }
  out.readonly_rootfs = own.read_only_root_filesystem.value_or(false);
  out.no_new_privs = !own.allow_privilege_escalation.value_or(true);
  out.supplemental_groups = groups_of(&shared);
  out.selinux = selinux_of(own.se_linux_options.get(), shared.se_linux_options.get());
  out.seccomp = seccomp_of(own.seccomp_profile.get(), shared.seccomp_profile.get(), out.privileged, seccomp_folder);
  const auto* apparmor = own.app_armor_profile ? own.app_armor_profile.get() : shared.app_armor_profile.get();
  if (apparmor && !out.privileged) out.apparmor = profile_of(apparmor->type, apparmor->localhost_profile, "");
  if (own.proc_mount != "Unmasked") {
    out.masked_paths.assign(masked.begin(), masked.end());
    out.readonly_paths.assign(read_only.begin(), read_only.end());
  }
  return out;
}

}  // namespace coracle::node::pods
