#include "api/core/v1/security_context.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const AppArmorProfile*) {
  using T = AppArmorProfile;
  static const Field fields[] = {
      field<&T::type>("type", "RuntimeDefault, Unconfined or Localhost.")
          .required()
          .one_of("Localhost|RuntimeDefault|Unconfined"),
      field<&T::localhost_profile>("localhostProfile", "Profile loaded on the node, for Localhost."),
  };
  static const Struct table{"io.k8s.api.core.v1.AppArmorProfile", "An AppArmor profile.", fields};
  return table;
}

const Struct& describe(const Capabilities*) {
  using T = Capabilities;
  static const Field fields[] = {
      field<&T::add>("add", "Capabilities to add.").atomic(),
      field<&T::drop>("drop", "Capabilities to take away.").atomic(),
  };
  static const Struct table{"io.k8s.api.core.v1.Capabilities", "Capabilities by name.", fields};
  return table;
}

const Struct& describe(const SELinuxOptions*) {
  using T = SELinuxOptions;
  static const Field fields[] = {
      field<&T::user>("user", "User part of the label."),
      field<&T::role>("role", "Role part of the label."),
      field<&T::type>("type", "Type part of the label."),
      field<&T::level>("level", "Level part of the label."),
  };
  static const Struct table{"io.k8s.api.core.v1.SELinuxOptions", "Parts of an SELinux label.", fields};
  return table;
}

const Struct& describe(const SeccompProfile*) {
  using T = SeccompProfile;
  static const Field fields[] = {
      field<&T::type>("type", "RuntimeDefault, Unconfined or Localhost.")
          .required()
          .one_of("Localhost|RuntimeDefault|Unconfined"),
      field<&T::localhost_profile>("localhostProfile", "File on the node, for Localhost."),
  };
  static const Struct table{"io.k8s.api.core.v1.SeccompProfile", "A set of allowed system calls.", fields};
  return table;
}

const Struct& describe(const WindowsSecurityContextOptions*) {
  using T = WindowsSecurityContextOptions;
  static const Field fields[] = {
      field<&T::gmsa_credential_spec_name>("gmsaCredentialSpecName", "Name of the GMSA credentials."),
      field<&T::gmsa_credential_spec>("gmsaCredentialSpec", "GMSA credentials in full."),
      field<&T::run_as_user_name>("runAsUserName", "User that the first process runs as."),
      field<&T::host_process>("hostProcess", "Whether it runs as a process of the host."),
  };
  static const Struct table{"io.k8s.api.core.v1.WindowsSecurityContextOptions", "Settings for Windows containers.",
                            fields};
  return table;
}

SecurityContext::SecurityContext() = default;
SecurityContext::~SecurityContext() = default;
SecurityContext::SecurityContext(const SecurityContext&) = default;
SecurityContext& SecurityContext::operator=(const SecurityContext&) = default;
SecurityContext::SecurityContext(SecurityContext&&) noexcept = default;
SecurityContext& SecurityContext::operator=(SecurityContext&&) noexcept = default;

const Struct& describe(const SecurityContext*) {
  using T = SecurityContext;
  static const Field fields[] = {
      field<&T::capabilities>("capabilities", "Capabilities added to and taken from the runtime's own."),
      field<&T::privileged>("privileged", "Runs with all rights of root on the host."),
      field<&T::read_only_root_filesystem>("readOnlyRootFilesystem", "Mounts the root file system read-only."),
      field<&T::allow_privilege_escalation>("allowPrivilegeEscalation",
                                            "Whether a process may gain rights its parent lacks."),
      field<&T::proc_mount>("procMount", "How much of /proc is hidden.").one_of("Default|Unmasked"),
      field<&T::app_armor_profile>("appArmorProfile", "AppArmor profile of the processes."),
      field<&T::run_as_group>("runAsGroup", "Group id of the first process."),
      field<&T::run_as_non_root>("runAsNonRoot", "Refuses to start as user 0."),
      field<&T::run_as_user>("runAsUser", "User id of the first process."),
      field<&T::se_linux_options>("seLinuxOptions", "SELinux label of the processes."),
      field<&T::seccomp_profile>("seccompProfile", "Which system calls are allowed."),
      field<&T::windows_options>("windowsOptions", "Settings for Windows."),
  };
  static const Struct table{"io.k8s.api.core.v1.SecurityContext",
                            "What a container's processes may do; it overrides the pod's.", fields};
  return table;
}

const Struct& describe(const Sysctl*) {
  using T = Sysctl;
  static const Field fields[] = {
      field<&T::name>("name", "Parameter, with dots.").required(),
      field<&T::value>("value", "Value to set.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.Sysctl", "A kernel parameter.", fields};
  return table;
}

PodSecurityContext::PodSecurityContext() = default;
PodSecurityContext::~PodSecurityContext() = default;
PodSecurityContext::PodSecurityContext(const PodSecurityContext&) = default;
PodSecurityContext& PodSecurityContext::operator=(const PodSecurityContext&) = default;
PodSecurityContext::PodSecurityContext(PodSecurityContext&&) noexcept = default;
PodSecurityContext& PodSecurityContext::operator=(PodSecurityContext&&) noexcept = default;

const Struct& describe(const PodSecurityContext*) {
  using T = PodSecurityContext;
  static const Field fields[] = {
      field<&T::supplemental_groups>("supplementalGroups", "Further groups of the first process.").atomic(),
      field<&T::supplemental_groups_policy>("supplementalGroupsPolicy", "Whether groups of the image count as well.")
          .one_of("Merge|Strict"),
      field<&T::fs_group>("fsGroup", "Group that owns the pod's volumes."),
      field<&T::fs_group_change_policy>(
          "fsGroupChangePolicy", "Whether ownership of a volume is changed always or only when its root differs.")
          .one_of("Always|OnRootMismatch"),
      field<&T::sysctls>("sysctls", "Kernel parameters of the pod's namespaces.").atomic(),
      field<&T::se_linux_change_policy>("seLinuxChangePolicy", "How volumes get the pod's SELinux label."),
      field<&T::app_armor_profile>("appArmorProfile", "AppArmor profile of the processes."),
      field<&T::run_as_group>("runAsGroup", "Group id of the first process."),
      field<&T::run_as_non_root>("runAsNonRoot", "Refuses to start as user 0."),
      field<&T::run_as_user>("runAsUser", "User id of the first process."),
      field<&T::se_linux_options>("seLinuxOptions", "SELinux label of the processes."),
      field<&T::seccomp_profile>("seccompProfile", "Which system calls are allowed."),
      field<&T::windows_options>("windowsOptions", "Settings for Windows."),
  };
  static const Struct table{"io.k8s.api.core.v1.PodSecurityContext",
                            "What the processes of all containers of a pod may do.", fields};
  return table;
}

}  // namespace coracle::api::core::v1
