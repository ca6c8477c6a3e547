// A disk in a container image: a container of that image runs our static program, which hands the disk's descriptor to
// the launcher over a socket in a directory both share.
#include <fmt/core.h>

#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/paths.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

namespace pod_path = shared::pod_path;

constexpr std::string_view disks_volume = "container-disks";
constexpr std::string_view programs_volume = "virt-bin-share-dir";

/// Puts the program where the disks' containers, whose images have none, find it.
core::Container program_container(const Input& input) {
  core::Container copy;
  copy.name = "container-disk-binary";
  copy.image = input.surroundings.launcher.name;
  copy.image_pull_policy = input.config.image_pull_policy();
  copy.command = {"/usr/bin/cp", "--preserve=all", "/usr/bin/container-disk", "/init/usr/bin/container-disk"};
  copy.resources = support_resources(
      input, "container-disk",
      {.requests = {{"cpu", "10m"}, {"memory", "1M"}}, .limits = {{"cpu", "100m"}, {"memory", "40M"}}, .claims = {}});
  copy.volume_mounts = {mount(programs_volume, "/init/usr/bin")};
  copy.security_context = bare_context();
  copy.security_context->run_as_group = launcher_user;
  copy.termination_message_policy = "FallbackToLogsOnError";
  return copy;
}

core::Container disk_container(const Input& input, const kubevirt::Volume& volume, std::size_t index) {
  const auto& uid = input.vmi.metadata.uid;
  const auto& source = *volume.container_disk;
  core::Container disk;
  disk.name = "volume" + volume.name;
  disk.image = source.image;
  disk.image_pull_policy = source.image_pull_policy;
  disk.command = {"/usr/bin/container-disk"};
  disk.args = {"--copy-path", pod_path::container_disk(uid, index)};
  if (!source.path.empty()) disk.args.insert(disk.args.end(), {"--image", source.path});
  disk.resources = support_resources(input, "container-disk",
                                     {.requests = {{"cpu", "1m"}, {"memory", "1M"}, {"ephemeral-storage", "50M"}},
                                      .limits = {{"cpu", "10m"}, {"memory", "40M"}},
                                      .claims = {}});
  disk.volume_mounts = {mount(disks_volume, pod_path::container_disk_folder(uid)), mount(programs_volume, "/usr/bin")};
  disk.security_context = bare_context();
  return disk;
}

}  // namespace

void add_container_disks(const Input& input, core::PodSpec& pod) {
  const auto& volumes = input.vmi.spec.volumes;
  bool any = false;
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    if (!volumes[i].container_disk) continue;
    pod.containers.push_back(disk_container(input, volumes[i], i));
    any = true;
  }
  if (any) pod.init_containers.push_back(program_container(input));
}

}  // namespace coracle::virt::controller::launcher_pod
