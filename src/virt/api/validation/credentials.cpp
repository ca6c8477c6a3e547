#include <fmt/core.h>

#include <algorithm>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

template <class Of>
bool has_volume_of(const InstanceSpec& spec, Of of) {
  return std::ranges::any_of(spec.volumes, [&](const kubevirt::Volume& volume) { return of(volume).has_value(); });
}

void check_one_source(const std::string& at, const std::string& kind, bool source, int methods, Findings& found) {
  if (!source)
    found.invalid(fmt::format("{}.{}.source", at, kind), fmt::format("{} must have exactly one source set", at));
  if (methods != 1)
    found.invalid(fmt::format("{}.{}.propagationMethod", at, kind),
                  fmt::format("{} must have exactly one propagationMethod set", at));
}

void check_ssh(const std::string& at, const kubevirt::SSHPublicKeyAccessCredential& key, const InstanceSpec& spec,
               Findings& found) {
  const auto& method = key.propagation_method;
  const auto field = at + ".sshPublicKey.propagationMethod";
  if (method.no_cloud && !has_volume_of(spec, [](const auto& v) -> const auto& { return v.cloud_init_no_cloud; }))
    found.invalid(
        field, fmt::format("{} requires a noCloud volume to exist when the noCloud propagationMethod is in use.", at));
  if (method.config_drive &&
      !has_volume_of(spec, [](const auto& v) -> const auto& { return v.cloud_init_config_drive; }))
    found.invalid(
        field,
        fmt::format("{} requires a configDrive volume to exist when the configDrive propagationMethod is in use.", at));
  if (method.qemu_guest_agent && method.qemu_guest_agent->users.empty())
    found.invalid(field + ".qemuGuestAgent.users",
                  fmt::format("{} requires at least one user to be present in the users list", at));
  const int methods = (method.no_cloud ? 1 : 0) + (method.config_drive ? 1 : 0) + (method.qemu_guest_agent ? 1 : 0);
  check_one_source(at, "sshPublicKey", key.source.secret.has_value(), methods, found);
  // By cloud-init's own disk alone they are delivered; nobody tells them to the guest's agent.
  for (const auto& [asked, member] : {std::pair(method.config_drive.has_value(), ".configDrive"),
                                      std::pair(method.qemu_guest_agent.has_value(), ".qemuGuestAgent")})
    if (asked)
      found.not_supported(field + member,
                          fmt::format("{}{} is not supported by this release of Coracle: noCloud is", field, member));
}

}  // namespace

void check_credentials(const std::string& path, const InstanceSpec& spec, Findings& found) {
  for (std::size_t i = 0; i < spec.access_credentials.size(); ++i) {
    const auto& credential = spec.access_credentials[i];
    const auto at = fmt::format("{}.accessCredentials[{}]", path, i);
    if (credential.ssh_public_key) check_ssh(at, *credential.ssh_public_key, spec, found);
    if (credential.user_password) {
      const auto& password = *credential.user_password;
      check_one_source(at, "userPassword", password.source.secret.has_value(),
                       password.propagation_method.qemu_guest_agent ? 1 : 0, found);
      found.not_supported(at + ".userPassword",
                          fmt::format("{}.userPassword is not supported by this release of Coracle", at));
    }
    const int types = (credential.ssh_public_key ? 1 : 0) + (credential.user_password ? 1 : 0);
    if (types != 1) found.invalid(at, fmt::format("{} must have exactly one access credential type set", at));
  }
}

}  // namespace coracle::virt::api
