#include "node/volumes/sub_path.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "node/volumes/mounts.h"

namespace coracle::node::volumes {
namespace {
/// The descriptor, or minus the error's number. Unlike base's files, links are followed, but only inside the volume.
int open_inside(int directory, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int tries = 0;; ++tries) {
    const auto result = ::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how);
    if (result >= 0) return static_cast<int>(result);
    if (errno != EINTR && (errno != EAGAIN || tries == 100)) return -errno;
  }
}

[[noreturn]] void refuse_sub_path(int error, const std::string& path) {
  if (error == EXDEV || error == ELOOP) throw Error(Reason::forbidden, "subPath " + path + " leaves its volume");
  throw system_error(error, "open subPath " + path);
}

/// Each missing directory is made in one that is open already, so that no name in between can be swapped.
Fd make_inside(int volume, const std::string& path, mode_t mode) {
  Fd at(open_inside(volume, ".", O_PATH | O_DIRECTORY));
  if (!at) refuse_sub_path(EIO, path);
  std::string done;
  for (std::size_t begin = 0; begin < path.size();) {
    const auto end = std::min(path.find('/', begin), path.size());
    const auto name = path.substr(begin, end - begin);
    begin = end + 1;
    if (name.empty() || name == ".") continue;
    done += done.empty() ? name : "/" + name;
    int next = open_inside(volume, done, O_PATH);
    if (next == -ENOENT) {
      if (::mkdirat(at.get(), name.c_str(), mode) != 0 && errno != EEXIST) refuse_sub_path(errno, path);
      next = open_inside(volume, done, O_PATH);
      // The umask has no say in a mode that the volume gives.
      if (next >= 0) static_cast<void>(::fchmodat(at.get(), name.c_str(), mode, 0));
    }
    if (next < 0) refuse_sub_path(-next, path);
    at = Fd(next);
  }
  return at;
}
}  // namespace

Fd open_sub_path(const std::string& volume, const std::string& sub_path) {
  if (sub_path.starts_with('/')) throw Error(Reason::invalid, "subPath " + sub_path + " must be relative");
  for (std::size_t begin = 0; begin <= sub_path.size();) {
    const auto end = std::min(sub_path.find('/', begin), sub_path.size());
    if (sub_path.substr(begin, end - begin) == "..")
      throw Error(Reason::invalid, "subPath " + sub_path + " must not contain '..'");
    begin = end + 1;
  }
  const auto root = open_directory(volume);
  const int found = open_inside(root.get(), sub_path, O_PATH);
  if (found >= 0) return Fd(found);
  if (found != -ENOENT) refuse_sub_path(-found, sub_path);
  struct stat status {};
  if (::fstat(root.get(), &status) != 0) throw system_error(errno, "look at " + volume);
  return make_inside(root.get(), sub_path, status.st_mode & 07777);
}

void pin_sub_path(int source, const std::string& pod_folder, const std::string& place) {
  struct stat status {};
  if (::fstat(source, &status) != 0) throw system_error(errno, "look at a subPath");
  unmount_beneath(pod_folder + "/" + place);
  const auto pod = open_directory(pod_folder);
  remove_tree(pod.get(), place);
  const auto slash = place.rfind('/');
  const auto parent = make_directories(pod.get(), place.substr(0, slash), 0750);
  const auto name = place.substr(slash + 1);
  const bool is_directory = S_ISDIR(status.st_mode);
  const auto target = is_directory ? make_directories(parent.get(), name, 0750)
                                   : open_beneath(parent.get(), name, O_WRONLY | O_CREAT | O_EXCL, 0640);
  bind_mount(source, target.get());
}

}  // namespace coracle::node::volumes
