#include "virt/launcher/disks/sources.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "json/quantity.h"
#include "virt/launcher/disks/cloud_init.h"
#include "virt/launcher/disks/mounted_files.h"
#include "virt/shared/paths.h"

namespace coracle::virt::launcher::disks {
namespace v1 = api::kubevirt::v1;
namespace pod_path = shared::pod_path;

namespace disk_sources {
namespace {

constexpr std::string_view usual_label = "cfgdata";
constexpr std::uint64_t sector_size = 512;

/// Whether the file can be read past the host's cache; its flags are as before afterwards.
bool takes_direct_io(int file) {
  const int flags = fcntl(file, F_GETFL);
  if (flags < 0 || fcntl(file, F_SETFL, flags | O_DIRECT) != 0) return false;
  fcntl(file, F_SETFL, flags);
  return true;
}

std::uint64_t size_of_device(int device) {
  std::uint64_t size = 0;
  if (ioctl(device, BLKGETSIZE64, &size) != 0) throw system_error(errno, "size of a block device");
  return size;
}

/// Opens the folder at an absolute path below `base`, making what is missing of it.
Fd folder_below(const std::string& base, const std::string& path) {
  return make_directories(open_directory(base).get(), path);
}

Fd write_new(int folder, const std::string& name) {
  return open_beneath(folder, name, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
}

std::string first_bytes(int file) {
  std::string head(image_head, '\0');
  std::size_t have = 0;
  while (have < head.size()) {
    const auto got = pread(file, head.data() + have, head.size() - have, static_cast<off_t>(have));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error(errno, "read the image");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  head.resize(have);
  return head;
}

void write_at(int file, std::uint64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw system_error(errno, "write a disk");
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += static_cast<std::uint64_t>(written);
  }
}

std::uint64_t size_in_bytes(const schema::Quantity& quantity) {
  const auto amount = json::Quantity::parse(quantity.text).take().value();
  if (amount <= 0) throw Error(Reason::invalid, "its capacity must be more than 0");
  return static_cast<std::uint64_t>(amount);
}

}  // namespace
}  // namespace disk_sources

/// A path of the pod, below the private folder of this launcher (tests have their own).
std::string SourceMaker::in_private(std::string_view path) const {
  path.remove_prefix(pod_path::private_dir.size());
  return places_.private_dir + std::string(path);
}

/// An empty layer that takes what the guest writes.
domain::DiskSource SourceMaker::new_layer(const Volume& volume, std::uint64_t size) const {
  const auto image = new_image(size).take();
  const auto folder = disk_sources::folder_below(places_.ephemeral, "disk-data/" + volume.name);
  const auto file = disk_sources::write_new(folder.get(), "disk.qcow2");
  for (const auto& part : image.parts) disk_sources::write_at(file.get(), part.at, part.bytes);
  if (ftruncate(file.get(), static_cast<off_t>(image.file_size)) != 0) throw system_error(errno, "size of a new disk");
  domain::DiskSource source;
  source.path = places_.ephemeral + "/disk-data/" + volume.name + "/disk.qcow2";
  source.format = "qcow2";
  source.direct_io = disk_sources::takes_direct_io(file.get());
  return source;
}

void SourceMaker::layer(const Volume& volume, Opened below, const std::string& format, std::uint64_t size) {
  auto source = new_layer(volume, size);
  source.direct_io = source.direct_io && disk_sources::takes_direct_io(below.file.get());
  source.backing = domain::DiskSource::Backing{below.path, format, "volume-" + volume.name};
  prepared_.files.push_back({source.backing->fd_group, std::move(below.file)});
  prepared_.disks[volume.name] = std::move(source);
}

void SourceMaker::container_disk(const Volume& volume, Fd image, std::size_t index) {
  struct stat status {};
  if (fstat(image.get(), &status) != 0) throw system_error(errno, "the image");
  const auto facts =
      inspect_image(disk_sources::first_bytes(image.get()), static_cast<std::uint64_t>(status.st_size)).take();
  // The path names the image in libvirt's XML; what is read is the open file.
  auto path = places_.container_disks + "/disk_" + std::to_string(index) + ".img";
  layer(volume, {std::move(image), std::move(path), 0, false}, facts.format, facts.virtual_size);
}

void SourceMaker::empty_disk(const Volume& volume) {
  prepared_.disks[volume.name] = new_layer(volume, disk_sources::size_in_bytes(volume.empty_disk->capacity));
}

void SourceMaker::disc(const Volume& volume, const Place& place, std::string_view label,
                       const std::vector<seed::IsoFile>& files) {
  const auto image = seed::make_iso(label, files).take();
  const auto folder = disk_sources::folder_below(place.base, place.folder);
  const auto file = disk_sources::write_new(folder.get(), place.name);
  write_all(file.get(), image, place.name);
  domain::DiskSource source;
  source.path = place.base + "/" + place.folder + "/" + place.name;
  source.direct_io = disk_sources::takes_direct_io(file.get());
  prepared_.disks[volume.name] = std::move(source);
}

SourceMaker::Place SourceMaker::private_place(std::string_view folder, std::string name) const {
  folder.remove_prefix(pod_path::private_dir.size() + 1);
  return {places_.private_dir, std::string(folder), std::move(name)};
}

void SourceMaker::no_cloud(const Volume& volume) {
  const auto texts = no_cloud_texts(vmi_, volume, in_private(pod_path::secret_sources));
  disc(volume,
       {places_.ephemeral, "cloud-init-data/" + vmi_.metadata.namespace_ + "/" + vmi_.metadata.name, "noCloud.iso"},
       "cidata", no_cloud_files(vmi_, texts));
}

/// A disc of all files of a mounted volume.
void SourceMaker::disc_of(const Volume& volume, std::string_view sources, std::string_view discs,
                          const std::string& label) {
  disc(volume, private_place(discs, volume.name + ".iso"), label.empty() ? disk_sources::usual_label : label,
       mounted_files(in_private(sources) + "/" + volume.name));
}

void SourceMaker::config_map(const Volume& volume) {
  disc_of(volume, pod_path::config_map_sources, pod_path::config_map_disks, volume.config_map->volume_label);
}
void SourceMaker::secret(const Volume& volume) {
  disc_of(volume, pod_path::secret_sources, pod_path::secret_disks, volume.secret->volume_label);
}
void SourceMaker::downward_api(const Volume& volume) {
  disc_of(volume, pod_path::downward_api_sources, pod_path::downward_api_disks, volume.downward_api->volume_label);
}
void SourceMaker::sysprep(const Volume& volume) {
  disc_of(volume, pod_path::sysprep_sources, pod_path::sysprep_disks, "unattend");
}
void SourceMaker::service_account(const Volume& volume) {
  disc(volume, private_place(pod_path::service_account_disk, volume.name + ".iso"), disk_sources::usual_label,
       mounted_files(places_.service_account));
}

/// The file `name` of a claim's mounted filesystem, or the claim's device. Whoever else mounts the claim may have put a
/// link there: none is followed, and QEMU gets this very file.
SourceMaker::Opened SourceMaker::open_claim(const Volume& volume, const std::string& name, bool writable) const {
  const int mode = writable ? O_RDWR : O_RDONLY;
  Opened opened;
  struct stat status {};
  opened.path = pod_path::claim_device(volume.name);
  if (stat(opened.path.c_str(), &status) == 0 && S_ISBLK(status.st_mode)) {
    opened.file = open_beneath(open_directory("/dev").get(), volume.name, mode | O_NONBLOCK);
    opened.block = true;
    opened.size = disk_sources::size_of_device(opened.file.get());
    return opened;
  }
  const auto folder = in_private(pod_path::claim_disks) + "/" + volume.name;
  opened.path = folder + "/" + name;
  opened.file = open_beneath(open_directory(folder).get(), name, mode | O_NONBLOCK | O_NOCTTY);
  if (fstat(opened.file.get(), &status) != 0) throw system_error(errno, name);
  if (!S_ISREG(status.st_mode)) throw Error(Reason::invalid, name + " is not a regular file");
  opened.size = static_cast<std::uint64_t>(status.st_size);
  if (opened.size == 0) throw Error(Reason::invalid, name + " is empty");
  return opened;
}

void SourceMaker::give(const Volume& volume, Opened opened) {
  domain::DiskSource source;
  source.path = opened.path;
  source.block = opened.block;
  source.direct_io = disk_sources::takes_direct_io(opened.file.get());
  if (!opened.block) {
    source.fd_group = "volume-" + volume.name;
    prepared_.files.push_back({source.fd_group, std::move(opened.file)});
  }
  prepared_.disks[volume.name] = std::move(source);
}

void SourceMaker::claim(const Volume& volume, bool read_only) {
  give(volume, open_claim(volume, "disk.img", !read_only));
}

void SourceMaker::ephemeral(const Volume& volume) {
  auto below = open_claim(volume, "disk.img", false);
  if (below.block) throw Error(Reason::invalid, "ephemeral over a block device is not supported yet");
  const auto size = below.size;
  layer(volume, std::move(below), "raw", size);
}

void SourceMaker::host_disk(const Volume& volume) {
  const auto& source = *volume.host_disk;
  const auto name = source.path.substr(source.path.rfind('/') + 1);
  if (source.type == v1::host_disk_type::disk_or_create) {
    const auto folder = open_directory(in_private(pod_path::claim_disks) + "/" + volume.name);
    try {
      const auto file = open_beneath(folder.get(), name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0660);
      const auto size = disk_sources::size_in_bytes(source.capacity);
      const auto rounded =
          (size + disk_sources::sector_size - 1) / disk_sources::sector_size * disk_sources::sector_size;
      if (ftruncate(file.get(), static_cast<off_t>(rounded)) != 0) throw system_error(errno, "size of " + name);
    } catch (const Error& error) {
      if (error.reason() != Reason::already_exists) throw;
    }
  }
  give(volume, open_claim(volume, name, true));
}

}  // namespace coracle::virt::launcher::disks
