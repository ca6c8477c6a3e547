#include "node/volumes/mounts.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <thread>

#include "base/error.h"

// <sys/mount.h> and <linux/mount.h> do not go together in glibc 2.36.
extern "C" int mount(const char*, const char*, const char*, unsigned long, const void*) noexcept;
extern "C" int umount2(const char*, int) noexcept;

namespace coracle::node::volumes {
namespace {
constexpr int no_follow = 8;  // UMOUNT_NOFOLLOW
constexpr std::size_t mountinfo_limit = 64U << 20U;

/// The kernel writes blank, tab, line end and backslash as \ooo.
std::string unescaped_mount(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned number = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 4, number, 8).ptr == text.data() + i + 4) {
      out += static_cast<char>(number);
      i += 3;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string_view mount_field(std::string_view line, int index) {
  for (; index > 0; --index) {
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return {};
    line.remove_prefix(blank + 1);
  }
  return line.substr(0, line.find(' '));
}

void mount_new(const char* type, const std::string& path, unsigned long flags, const std::string& options) {
  if (::mount(type, path.c_str(), type, flags, options.c_str()) != 0)
    throw system_error(errno, std::string("mount a ") + type + " at " + path);
}
}  // namespace

std::vector<std::string> mounts_beneath(std::string_view mountinfo, std::string_view folder) {
  std::vector<std::string> found;
  while (!mountinfo.empty()) {
    const auto end = std::min(mountinfo.find('\n'), mountinfo.size());
    const auto point = unescaped_mount(mount_field(mountinfo.substr(0, end), 4));
    mountinfo.remove_prefix(std::min(end + 1, mountinfo.size()));
    if (!point.starts_with(folder)) continue;
    if (point.size() == folder.size() || point[folder.size()] == '/') found.push_back(point);
  }
  return {found.rbegin(), found.rend()};
}

std::string read_mountinfo() {
  const Fd file(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC));
  if (!file) throw system_error(errno, "open /proc/self/mountinfo");
  return read_to_end(file.get(), mountinfo_limit, "/proc/self/mountinfo");
}

bool is_mount_root(int directory) {
  struct statx status {};
  if (::statx(directory, "", AT_EMPTY_PATH | AT_NO_AUTOMOUNT, STATX_BASIC_STATS, &status) != 0)
    throw system_error(errno, "look for a mount");
  return (status.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

void mount_tmpfs(const std::string& path, std::uint64_t size) {
  std::string options = "mode=1777";
  if (size > 0) options += ",size=" + std::to_string(size);
  if (::mount("tmpfs", path.c_str(), "tmpfs", 0, (options + ",noswap").c_str()) == 0) return;
  mount_new("tmpfs", path, 0, options);
}

void mount_hugetlbfs(const std::string& path, const std::string& page_size) {
  mount_new("hugetlbfs", path, 0, "pagesize=" + page_size);
}

void bind_mount(int source, int target) {
  const auto tree =
      ::syscall(SYS_open_tree, source, "", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE);
  if (tree < 0) throw system_error(errno, "copy a mount");
  const Fd copy(static_cast<int>(tree));
  if (::syscall(SYS_move_mount, copy.get(), "", target, "", MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH) != 0)
    throw system_error(errno, "bind a mount");
}

void unmount_beneath(const std::string& folder) {
  // Containers have ended; their runtime lets go of mounts a moment later.
  constexpr int most_rounds = 50;
  for (int round = 0;; ++round) {
    const auto points = mounts_beneath(read_mountinfo(), folder);
    if (points.empty()) return;
    int failure = 0;
    std::string where;
    for (const auto& point : points) {
      if (::umount2(point.c_str(), no_follow) == 0 || errno == EINVAL || errno == ENOENT) continue;
      failure = errno;
      where = point;
    }
    if (failure == 0) continue;
    if (failure != EBUSY) throw system_error(failure, "unmount " + where);
    if (round == most_rounds) throw Error(Reason::conflict, "unmount " + where + ": it is still in use");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace coracle::node::volumes
