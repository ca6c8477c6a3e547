#include "virt/launcher/disks/prepare.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/worker.h"
#include "virt/launcher/disks/container_disk.h"
#include "virt/launcher/disks/sources.h"
#include "virt/shared/paths.h"

namespace coracle::virt::launcher::disks {
namespace v1 = api::kubevirt::v1;

namespace preparing {
namespace {

constexpr auto container_disks_answer_within = std::chrono::seconds(10);

bool has_disk(const v1::VirtualMachineInstance& vmi, const std::string& volume) {
  for (const auto& disk : vmi.spec.domain.devices.disks) {
    if (disk.name == volume) return true;
  }
  return false;
}

/// One row a kind of volume.
void make_source(SourceMaker& maker, const v1::Volume& volume, Fd image, std::size_t index) {
  if (volume.container_disk) return maker.container_disk(volume, std::move(image), index);
  if (volume.empty_disk) return maker.empty_disk(volume);
  if (volume.cloud_init_no_cloud) return maker.no_cloud(volume);
  if (volume.config_map) return maker.config_map(volume);
  if (volume.secret) return maker.secret(volume);
  if (volume.downward_api) return maker.downward_api(volume);
  if (volume.service_account) return maker.service_account(volume);
  if (volume.sysprep) return maker.sysprep(volume);
  if (volume.persistent_volume_claim) return maker.claim(volume, volume.persistent_volume_claim->read_only);
  if (volume.data_volume) return maker.claim(volume, false);
  if (volume.ephemeral) return maker.ephemeral(volume);
  if (volume.host_disk) return maker.host_disk(volume);
  const char* kind = volume.cloud_init_config_drive ? "cloudInitConfigDrive"
                     : volume.downward_metrics      ? "downwardMetrics"
                     : volume.memory_dump           ? "memoryDump"
                     : volume.container_path        ? "containerPath"
                                                    : nullptr;
  if (!kind) throw Error(Reason::invalid, "it has no source");
  throw Error(Reason::invalid, std::string(kind) + " is not supported yet");
}

/// A file system has one size for all; a device says two.
domain::DiskSource::BlockSizes block_sizes(const domain::DiskSource& source) {
  const Fd file(::open(source.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) throw system_error(errno, source.path);
  domain::DiskSource::BlockSizes sizes;
  if (!source.block) {
    struct statfs facts {};
    if (fstatfs(file.get(), &facts) != 0) throw system_error(errno, source.path);
    sizes.logical = sizes.physical = static_cast<std::uint32_t>(facts.f_bsize);
    return sizes;
  }
  int logical = 0;
  unsigned physical = 0;
  if (ioctl(file.get(), BLKSSZGET, &logical) != 0 || ioctl(file.get(), BLKPBSZGET, &physical) != 0)
    throw system_error(errno, source.path);
  sizes.logical = static_cast<std::uint32_t>(logical);
  sizes.physical = std::max(sizes.logical, static_cast<std::uint32_t>(physical));
  return sizes;
}

void match_block_sizes(const v1::VirtualMachineInstance& vmi, Prepared& prepared) {
  for (const auto& disk : vmi.spec.domain.devices.disks) {
    const bool asked = disk.block_size && disk.block_size->match_volume && !disk.block_size->custom &&
                       disk.block_size->match_volume->enabled.value_or(true);
    const auto source = prepared.disks.find(disk.name);
    if (!asked || source == prepared.disks.end()) continue;
    try {
      source->second.block_sizes = block_sizes(source->second);
    } catch (const Error& error) {
      throw error.in("volume " + disk.name);
    }
  }
}

Prepared make_sources(const v1::VirtualMachineInstance& vmi, const DiskPlaces& places,
                      std::map<std::string, Fd>& images) {
  Prepared prepared;
  SourceMaker maker(vmi, places, prepared);
  for (std::size_t i = 0; i < vmi.spec.volumes.size(); ++i) {
    const auto& volume = vmi.spec.volumes[i];
    if (!has_disk(vmi, volume.name)) continue;
    if (volume.name.find('/') != std::string::npos || volume.name.starts_with('.')) {
      throw Error(Reason::invalid, "volume '" + volume.name + "' has a name that is none");
    }
    try {
      make_source(maker, volume, std::move(images[volume.name]), i);
    } catch (const Error& error) {
      throw error.in("volume " + volume.name);
    }
  }
  match_block_sizes(vmi, prepared);
  return prepared;
}

}  // namespace
}  // namespace preparing

DiskPlaces disk_places(const RunOptions& options) {
  DiskPlaces places;
  places.container_disks = options.container_disk_dir;
  places.ephemeral = options.ephemeral_disk_dir;
  places.private_dir = options.private_dir;
  places.image_volumes = options.image_volume;
  return places;
}

Task<Prepared> prepare(std::shared_ptr<const v1::VirtualMachineInstance> vmi, DiskPlaces places) {
  auto images = std::make_shared<std::map<std::string, Fd>>();
  for (std::size_t i = 0; i < vmi->spec.volumes.size(); ++i) {
    const auto& volume = vmi->spec.volumes[i];
    if (!volume.container_disk || !preparing::has_disk(*vmi, volume.name)) continue;
    if (places.image_volumes) {
      throw Error(Reason::invalid,
                  "volume " + volume.name + ": container disks as image volumes are not supported yet");
    }
    std::optional<Error> failure;
    try {
      (*images)[volume.name] = co_await receive_image(places.container_disks, "disk_" + std::to_string(i) + ".sock",
                                                      preparing::container_disks_answer_within);
    } catch (const Error& error) {
      failure = error.in("volume " + volume.name);
    }
    if (failure) throw *failure;
  }
  auto done = std::make_shared<Prepared>();
  Worker files("disks");
  co_await files.run([vmi, places, images, done] { *done = preparing::make_sources(*vmi, places, *images); });
  co_return std::move(*done);
}

}  // namespace coracle::virt::launcher::disks
