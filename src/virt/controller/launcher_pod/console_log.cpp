#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/paths.h"

namespace coracle::virt::controller::launcher_pod {

bool logs_console(const Input& input) {
  const auto& devices = input.vmi.spec.domain.devices;
  return devices.autoattach_serial_console.value_or(true) &&
         devices.log_serial_console.value_or(input.config.logs_serial_consoles());
}

/// An init container that goes on running: it must be there before the guest says its first word.
core::Container console_log_container(const Input& input) {
  core::Container tail;
  tail.name = "guest-console-log";
  tail.image = input.surroundings.launcher.name;
  tail.image_pull_policy = input.config.image_pull_policy();
  tail.command = {"/usr/bin/virt-tail"};
  tail.args = {"--logfile", shared::pod_path::serial_console_log(input.vmi.metadata.uid)};
  core::EnvVar verbosity;
  verbosity.name = "VIRT_LAUNCHER_LOG_VERBOSITY";
  verbosity.value = std::to_string(input.config.launcher_verbosity());
  tail.env = {verbosity};
  tail.resources = support_resources(
      input, "guest-console-log",
      {.requests = {{"cpu", "5m"}, {"memory", "35M"}}, .limits = {{"cpu", "15m"}, {"memory", "60M"}}, .claims = {}});
  tail.restart_policy = "Always";
  // Not read-only: what has been printed is freed in the file.
  tail.volume_mounts = {mount("private", shared::pod_path::private_dir)};
  tail.security_context = bare_context();
  return tail;
}

}  // namespace coracle::virt::controller::launcher_pod
