#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// An AppArmor profile.
struct AppArmorProfile {
  std::string type;
  std::optional<std::string> localhost_profile;
};
const schema::Struct& describe(const AppArmorProfile*);

/// Capabilities by name.
struct Capabilities {
  std::vector<std::string> add;
  std::vector<std::string> drop;
};
const schema::Struct& describe(const Capabilities*);

/// Parts of an SELinux label.
struct SELinuxOptions {
  std::string user;
  std::string role;
  std::string type;
  std::string level;
};
const schema::Struct& describe(const SELinuxOptions*);

/// A set of allowed system calls.
struct SeccompProfile {
  std::string type;
  std::optional<std::string> localhost_profile;
};
const schema::Struct& describe(const SeccompProfile*);

/// Settings for Windows containers.
struct WindowsSecurityContextOptions {
  std::string gmsa_credential_spec_name;
  std::string gmsa_credential_spec;
  std::string run_as_user_name;
  std::optional<bool> host_process;
};
const schema::Struct& describe(const WindowsSecurityContextOptions*);

/// What a container's processes may do; it overrides the pod's.
struct SecurityContext {
  Box<Capabilities> capabilities;
  std::optional<bool> privileged;
  std::optional<bool> read_only_root_filesystem;
  std::optional<bool> allow_privilege_escalation;
  std::string proc_mount;
  Box<AppArmorProfile> app_armor_profile;
  std::optional<std::int64_t> run_as_group;
  std::optional<bool> run_as_non_root;
  std::optional<std::int64_t> run_as_user;
  Box<SELinuxOptions> se_linux_options;
  Box<SeccompProfile> seccomp_profile;
  Box<WindowsSecurityContextOptions> windows_options;

  SecurityContext();
  ~SecurityContext();
  SecurityContext(const SecurityContext&);
  SecurityContext& operator=(const SecurityContext&);
  SecurityContext(SecurityContext&&) noexcept;
  SecurityContext& operator=(SecurityContext&&) noexcept;
};
const schema::Struct& describe(const SecurityContext*);

/// A kernel parameter.
struct Sysctl {
  std::string name;
  std::string value;
};
const schema::Struct& describe(const Sysctl*);

/// What the processes of all containers of a pod may do.
struct PodSecurityContext {
  std::vector<std::int64_t> supplemental_groups;
  std::string supplemental_groups_policy;
  std::optional<std::int64_t> fs_group;
  std::string fs_group_change_policy;
  std::vector<Sysctl> sysctls;
  std::string se_linux_change_policy;
  Box<AppArmorProfile> app_armor_profile;
  std::optional<std::int64_t> run_as_group;
  std::optional<bool> run_as_non_root;
  std::optional<std::int64_t> run_as_user;
  Box<SELinuxOptions> se_linux_options;
  Box<SeccompProfile> seccomp_profile;
  Box<WindowsSecurityContextOptions> windows_options;

  PodSecurityContext();
  ~PodSecurityContext();
  PodSecurityContext(const PodSecurityContext&);
  PodSecurityContext& operator=(const PodSecurityContext&);
  PodSecurityContext(PodSecurityContext&&) noexcept;
  PodSecurityContext& operator=(PodSecurityContext&&) noexcept;
};
const schema::Struct& describe(const PodSecurityContext*);

}  // namespace coracle::api::core::v1
