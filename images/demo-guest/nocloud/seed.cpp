#include "seed.h"

#include "files.h"
#include "text.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

namespace nocloud {
namespace {

constexpr const char* mount_point = "/run/nocloud/seed";

// Where a file system keeps its label.
struct Label {
  const char* file_system;
  off_t offset;
  std::size_t length;
  off_t magic_offset;
  const char* magic;
};
constexpr std::array labels{
    Label{"iso9660", 32808, 32, 32769, "CD001"},
    Label{"vfat", 43, 11, 54, "FAT"},
    Label{"vfat", 71, 11, 82, "FAT32"},
};

std::string read_at(int device, off_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  const auto got = pread(device, bytes.data(), length, offset);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return bytes;
}

bool is_seed_label(std::string label) {
  std::transform(label.begin(), label.end(), label.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return trim(label) == "cidata";
}

// The file system's name where the device carries the label, else nullptr.
const char* seed_file_system(const std::string& device) {
  const int file = open(device.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  const char* found = nullptr;
  for (const auto& label : labels) {
    if (read_at(file, label.magic_offset, std::strlen(label.magic)) == label.magic &&
        is_seed_label(read_at(file, label.offset, label.length))) {
      found = label.file_system;
      break;
    }
  }
  close(file);
  return found;
}

std::vector<std::string> block_devices() {
  std::vector<std::string> devices;
  DIR* folder = opendir("/sys/class/block");
  if (folder == nullptr) return devices;
  while (const dirent* entry = readdir(folder)) {
    if (entry->d_name[0] != '.') devices.push_back(std::string("/dev/") + entry->d_name);
  }
  closedir(folder);
  std::sort(devices.begin(), devices.end());
  return devices;
}

std::optional<Seed> read_mounted(const std::string& device, const char* file_system) {
  mkdir("/run/nocloud", 0700);
  mkdir(mount_point, 0700);
  if (mount(device.c_str(), mount_point, file_system, MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, "") != 0) {
    std::fprintf(stderr, "nocloud: %s has the label cidata but cannot be mounted: %s\n", device.c_str(),
                 strerror(errno));
    return std::nullopt;
  }
  Seed seed;
  const std::string folder = std::string(mount_point) + "/";
  seed.user_data = read_file(folder + "user-data").value_or("");
  seed.meta_data = read_file(folder + "meta-data").value_or("");
  seed.has_network_config = access((folder + "network-config").c_str(), F_OK) == 0;
  umount(mount_point);
  return seed;
}

}  // namespace

std::optional<Seed> read_seed() {
  for (const auto& device : block_devices()) {
    if (const char* file_system = seed_file_system(device); file_system != nullptr)
      return read_mounted(device, file_system);
  }
  return std::nullopt;
}

}  // namespace nocloud
