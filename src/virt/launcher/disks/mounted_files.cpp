#include "virt/launcher/disks/mounted_files.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/files.h"

namespace coracle::virt::launcher::disks {

namespace mounted_volume {
namespace {

constexpr std::size_t most_files = 1000;
constexpr std::size_t largest_file = 4U << 20U;

/// Where the current files are: "..2024_05_01_12_00_00.123" behind ..data, or the folder itself.
Fd open_current(const Fd& folder) {
  char target[256];
  const auto length = readlinkat(folder.get(), "..data", target, sizeof target - 1);
  if (length <= 0) return folder.duplicate();
  const std::string_view name(target, static_cast<std::size_t>(length));
  const bool inside = name.starts_with("..") && name.size() > 2 && name.find('/') == std::string_view::npos;
  if (!inside) throw Error(Reason::invalid, "the link ..data of a mounted volume leaves it");
  return open_beneath(folder.get(), std::string(name), O_RDONLY | O_DIRECTORY);
}

}  // namespace
}  // namespace mounted_volume

std::vector<seed::IsoFile> mounted_files(const std::string& path) {
  const auto folder = open_directory(path);
  const auto current = mounted_volume::open_current(folder);
  std::vector<seed::IsoFile> files;
  for (const auto& entry : list(current.get(), "", mounted_volume::most_files)) {
    if (entry.kind != Entry::Kind::file || entry.name.starts_with("..")) continue;
    files.push_back({entry.name, read_file(current.get(), entry.name, mounted_volume::largest_file)});
  }
  return files;
}

std::optional<std::string> first_file(const std::string& path, const std::vector<std::string>& names) {
  Fd folder;
  try {
    folder = open_directory(path);
  } catch (const Error& error) {
    if (error.reason() == Reason::not_found) return std::nullopt;
    throw;
  }
  const auto current = mounted_volume::open_current(folder);
  for (const auto& entry : list(current.get(), "", mounted_volume::most_files)) {
    if (entry.kind != Entry::Kind::file) continue;
    for (const auto& name : names) {
      if (entry.name == name) return read_file(current.get(), name, mounted_volume::largest_file);
    }
  }
  return std::nullopt;
}

}  // namespace coracle::virt::launcher::disks
