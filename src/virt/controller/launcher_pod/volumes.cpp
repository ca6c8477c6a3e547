#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/paths.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

namespace pod_path = shared::pod_path;

constexpr std::string_view host_to_container = "HostToContainer";

class VolumeAdder {
 public:
  VolumeAdder(const Input& input, core::PodSpec& pod, core::Container& compute)
      : input_(input), pod_(pod), compute_(compute) {}

  void add_own_directories() {
    own("private", pod_path::private_dir);
    own("public", pod_path::share_dir);
    own("ephemeral-disks", pod_path::ephemeral_disks);
    own("libvirt-runtime", pod_path::libvirt_runtime);
    own("sockets", pod_path::sockets);
    own("container-disks", pod_path::container_disks, host_to_container);
    if (!input_.vmi.spec.domain.devices.disable_hotplug) {
      own("hotplug-disks", pod_path::hotplug_disks, host_to_container);
    }
    new_volume("virt-bin-share-dir").empty_dir.emplace();
    if (input_.vmi.spec.domain.memory && input_.vmi.spec.domain.memory->hugepages) {
      new_volume("hugepages").empty_dir.ensure().medium = "HugePages";
      compute_.volume_mounts.push_back(mount("hugepages", "/dev/hugepages"));
    }
  }

  /// What is not here needs no volume of the pod: container disks have containers, empty disks lie among the ephemeral
  /// ones, and what can be unplugged comes from a pod of its own.
  void add(const kubevirt::Volume& volume) {
    if (const auto& claim = volume.persistent_volume_claim; claim && !claim->hotpluggable) {
      add_claim(volume.name, claim->claim_name, claim->read_only);
    }
    if (const auto& data = volume.data_volume; data && !data->hotpluggable) add_claim(volume.name, data->name, false);
    if (volume.ephemeral && volume.ephemeral->persistent_volume_claim) {
      const auto& claim = *volume.ephemeral->persistent_volume_claim;
      add_claim(volume.name, claim.claim_name, claim.read_only);
    }
    if (volume.host_disk) add_host_disk(volume.name, *volume.host_disk);
    if (volume.cloud_init_no_cloud) add_cloud_init(volume.name, *volume.cloud_init_no_cloud);
    if (volume.cloud_init_config_drive) add_cloud_init(volume.name, *volume.cloud_init_config_drive);
    if (const auto& map = volume.config_map) {
      add_config_map(volume.name, map->name, map->optional, pod_path::config_map_sources);
    }
    if (const auto& secret = volume.secret) {
      add_secret(volume.name, secret->secret_name, secret->optional);
      mount_files(volume.name, pod_path::secret_sources);
    }
    if (volume.downward_api) {
      new_volume(volume.name).downward_api.ensure().items = volume.downward_api->fields;
      mount_files(volume.name, pod_path::downward_api_sources);
    }
    if (volume.sysprep) add_sysprep(volume.name, *volume.sysprep);
  }

  void add(const kubevirt::AccessCredential& credential) {
    const auto* secret = credential.ssh_public_key  ? credential.ssh_public_key->source.secret.get()
                         : credential.user_password ? credential.user_password->source.secret.get()
                                                    : nullptr;
    if (secret == nullptr) return;
    const auto name = secret->secret_name + "-access-cred";
    if (std::ranges::any_of(pod_.volumes, [&name](const auto& known) { return known.name == name; })) return;
    add_secret(name, secret->secret_name, {});
    mount_files(name, pod_path::secret_sources);
  }

 private:
  core::Volume& new_volume(std::string_view name) {
    auto& volume = pod_.volumes.emplace_back();
    volume.name = name;
    return volume;
  }

  void own(std::string_view name, std::string_view path, std::string_view propagation = {}) {
    new_volume(name).empty_dir.emplace();
    auto& mounted = compute_.volume_mounts.emplace_back(mount(name, path));
    if (!propagation.empty()) mounted.mount_propagation = std::string(propagation);
  }

  /// Files that the launcher makes a disk of: below `folder`, read-only.
  void mount_files(const std::string& name, std::string_view folder) {
    auto& mounted = compute_.volume_mounts.emplace_back(mount(name, fmt::format("{}/{}", folder, name)));
    mounted.read_only = true;
  }

  void add_claim(const std::string& name, const std::string& claim, bool read_only) {
    auto& source = new_volume(name).persistent_volume_claim.ensure();
    source.claim_name = claim;
    source.read_only = read_only;
    if (input_.surroundings.block_claims.contains(claim)) {
      compute_.volume_devices.push_back({.name = name, .device_path = pod_path::claim_device(name)});
    } else {
      compute_.volume_mounts.push_back(mount(name, pod_path::claim_folder(name)));
    }
  }

  void add_host_disk(const std::string& name, const kubevirt::HostDisk& disk) {
    auto& source = new_volume(name).host_path.ensure();
    const auto end = disk.path.rfind('/');
    source.path = end == 0 || end == std::string::npos ? "/" : disk.path.substr(0, end);
    source.type = disk.type == kubevirt::host_disk_type::disk_or_create ? "DirectoryOrCreate" : "Directory";
    auto& mounted = compute_.volume_mounts.emplace_back(mount(name, pod_path::claim_folder(name)));
    mounted.mount_propagation = std::string(host_to_container);
  }

  void add_secret(const std::string& name, const std::string& secret, std::optional<bool> optional) {
    auto& source = new_volume(name).secret.ensure();
    source.secret_name = secret;
    source.optional = optional;
  }

  void add_config_map(const std::string& name, const std::string& map, std::optional<bool> optional,
                      std::string_view folder) {
    auto& source = new_volume(name).config_map.ensure();
    source.name = map;
    source.optional = optional;
    mount_files(name, folder);
  }

  template <class Source>
  void add_cloud_init(const std::string& name, const Source& source) {
    if (source.secret_ref) add_secret_keys(name, name + "-udata", source.secret_ref->name, {"userdata", "userData"});
    if (source.network_data_secret_ref) {
      add_secret_keys(name, name + "-ndata", source.network_data_secret_ref->name, {"networkdata", "networkData"});
    }
  }

  /// Single entries of a Secret; both spellings that people use.
  void add_secret_keys(const std::string& disk, const std::string& name, const std::string& secret,
                       std::initializer_list<const char*> keys) {
    add_secret(name, secret, {});
    for (const auto* key : keys) {
      auto& mounted = compute_.volume_mounts.emplace_back(
          mount(name, fmt::format("{}/{}/{}", pod_path::secret_sources, disk, key)));
      mounted.sub_path = key;
      mounted.read_only = true;
    }
  }

  void add_sysprep(const std::string& name, const kubevirt::SysprepSource& source) {
    if (source.config_map) add_config_map(name, source.config_map->name, {}, pod_path::sysprep_sources);
    if (source.secret) {
      add_secret(name, source.secret->name, {});
      mount_files(name, pod_path::sysprep_sources);
    }
  }

  const Input& input_;
  core::PodSpec& pod_;
  core::Container& compute_;
};

}  // namespace

void add_volumes(const Input& input, core::PodSpec& pod, core::Container& compute) {
  VolumeAdder adder(input, pod, compute);
  adder.add_own_directories();
  for (const auto& volume : input.vmi.spec.volumes) adder.add(volume);
  for (const auto& credential : input.vmi.spec.access_credentials) adder.add(credential);
}

}  // namespace coracle::virt::controller::launcher_pod
