#include "node/folders.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/error.h"

namespace coracle::node {
namespace {

struct MountLine {
  std::string point;
  bool shared = false;
};

/// A field of mountinfo writes blanks and backslashes as \ooo.
std::string unescaped(std::string_view field) {
  std::string out;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\\' && i + 3 < field.size()) {
      out += static_cast<char>((field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 + (field[i + 3] - '0'));
      i += 3;
    } else {
      out += field[i];
    }
  }
  return out;
}

std::vector<MountLine> mount_lines() {
  constexpr std::size_t limit = 64U << 20U;
  const auto proc = open_directory("/proc/self");
  const auto file = open_beneath(proc.get(), "mountinfo", O_RDONLY);
  const auto text = read_to_end(file.get(), limit, "mountinfo");
  std::vector<MountLine> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    auto end = text.find('\n', begin);
    if (end == std::string::npos) end = text.size();
    const auto line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    std::size_t at = 0;
    std::string_view field;
    MountLine found;
    for (int i = 0; at < line.size(); ++i) {
      auto stop = line.find(' ', at);
      if (stop == std::string_view::npos) stop = line.size();
      field = line.substr(at, stop - at);
      at = stop + 1;
      if (i == 4) found.point = unescaped(field);
      if (i > 5 && field == "-") break;
      if (i > 5 && field.starts_with("shared:")) found.shared = true;
    }
    if (!found.point.empty()) lines.push_back(std::move(found));
  }
  return lines;
}

bool covers(const std::string& point, const std::string& path) {
  return point == "/" || path == point || path.starts_with(point + "/");
}
}  // namespace

Fd make_folder(const std::string& path, mode_t mode) {
  for (std::size_t at = 1; at != std::string::npos;) {
    at = path.find('/', at);
    const auto part = path.substr(0, at);
    if (at != std::string::npos) ++at;
    if (::mkdir(part.c_str(), mode) != 0 && errno != EEXIST) throw system_error(errno, "make directory " + part);
  }
  return open_directory(path);
}

bool make_shared_mount(const std::string& path) {
  const MountLine* on = nullptr;
  const auto lines = mount_lines();
  for (const auto& line : lines)
    if (covers(line.point, path) && (!on || line.point.size() >= on->point.size())) on = &line;
  if (on && on->shared) return false;
  const bool own = on && on->point == path;
  if (!own && ::mount(path.c_str(), path.c_str(), nullptr, MS_BIND | MS_REC, nullptr) != 0)
    throw system_error(errno, "mount " + path + " on itself");
  if (::mount(nullptr, path.c_str(), nullptr, MS_SHARED | MS_REC, nullptr) != 0)
    throw system_error(errno, "make the mounts of " + path + " shared");
  return !own;
}

std::vector<std::string> mounts_below(const std::string& path) {
  std::vector<std::string> found;
  for (auto& line : mount_lines())
    if (covers(path, line.point)) found.push_back(std::move(line.point));
  return found;
}

bool unmount_below(const std::string& path) {
  auto points = mounts_below(path);
  std::reverse(points.begin(), points.end());
  bool all = true;
  for (const auto& point : points)
    if (::umount2(point.c_str(), UMOUNT_NOFOLLOW) != 0 && ::umount2(point.c_str(), UMOUNT_NOFOLLOW | MNT_DETACH) != 0)
      all = false;
  return all;
}

}  // namespace coracle::node
