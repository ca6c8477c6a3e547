#include "node/volumes/disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "base/random.h"
#include "node/volumes/atomic_writer.h"
#include "node/volumes/mounts.h"
#include "node/volumes/volumes.h"

namespace coracle::node::volumes {
namespace {
constexpr std::size_t termination_message_limit = 4096;

/// The kubelet's folder; the way to it may have links.
Fd kubelet_folder(const Paths& paths) {
  const auto path = paths.kubelet();
  for (auto slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const auto part = path.substr(0, slash);
    if (::mkdir(part.c_str(), slash == std::string::npos ? 0750 : 0755) != 0 && errno != EEXIST)
      throw system_error(errno, "make directory " + part);
    if (slash == std::string::npos) break;
  }
  return open_directory(path);
}

std::string below_kubelet(const Paths& paths, const std::string& path) {
  if (!path.starts_with(paths.kubelet() + "/")) broken("a pod's file outside the kubelet's folder: " + path);
  return path.substr(paths.kubelet().size() + 1);
}

/// Of a pod (/proc/self/mountinfo names real paths, so that a link in the kubelet's folder must be resolved).
std::string real_pod_folder(const Fd& kubelet, const std::string& uid) {
  std::string real(4096, '\0');
  const auto length = ::readlink(("/proc/self/fd/" + std::to_string(kubelet.get())).c_str(), real.data(), real.size());
  if (length <= 0) throw system_error(errno, "find the kubelet's folder");
  real.resize(static_cast<std::size_t>(length));
  return real + "/pods/" + uid;
}

Fd make_volume_folder(const Fd& kubelet, const std::string& relative, bool* made) {
  const auto slash = relative.rfind('/');
  const auto parent = make_directories(kubelet.get(), relative.substr(0, slash), 0750);
  const auto name = relative.substr(slash + 1);
  *made = ::mkdirat(parent.get(), name.c_str(), 0777) == 0;
  if (!*made && errno != EEXIST) throw system_error(errno, "make directory " + relative);
  auto folder = open_beneath(parent.get(), name, O_RDONLY | O_DIRECTORY);
  if (*made && ::fchmod(folder.get(), 0777) != 0) throw system_error(errno, "chmod " + relative);
  return folder;
}

/// As the kubelet does for fsGroup: the group, its rights added to what is there, and new files inherit it.
void give_root_to_group(int folder, std::optional<gid_t> group, mode_t rights) {
  if (!group) return;
  struct stat status {};
  if (::fstat(folder, &status) != 0 || ::fchown(folder, static_cast<uid_t>(-1), *group) != 0 ||
      ::fchmod(folder, (status.st_mode & 07777) | rights | S_ISGID) != 0)
    throw system_error(errno, "give a volume to group " + std::to_string(*group));
}

bool exists_beneath(const Fd& directory, const std::string& path) {
  try {
    open_beneath(directory.get(), path, O_PATH);
    return true;
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
    return false;
  }
}
}  // namespace

void make_empty_dir(const Paths& paths, const EmptyDir& wanted) {
  const auto kubelet = kubelet_folder(paths);
  const auto relative = below_kubelet(paths, wanted.path);
  const auto ready = below_kubelet(paths, wanted.ready_file);
  bool made = false;
  auto folder = make_volume_folder(kubelet, relative, &made);
  const bool mounts = wanted.in_memory || !wanted.page_size.empty();
  const bool mounted = mounts && is_mount_root(folder.get());
  if (exists_beneath(kubelet, ready) && mounted == mounts) return;
  if (mounts && !mounted) {
    if (wanted.page_size.empty())
      mount_tmpfs(wanted.path, wanted.size);
    else
      mount_hugetlbfs(wanted.path, wanted.page_size);
    folder = open_beneath(kubelet.get(), relative, O_RDONLY | O_DIRECTORY);
  }
  give_root_to_group(folder.get(), wanted.group, 0770);
  const auto place = make_directories(kubelet.get(), ready.substr(0, ready.rfind('/')), 0750);
  open_beneath(place.get(), ready.substr(ready.rfind('/') + 1), O_WRONLY | O_CREAT, 0640);
}

bool make_payload_volume(const Paths& paths, const PayloadVolume& wanted, const Payload& payload) {
  check_payload(payload);
  const auto kubelet = kubelet_folder(paths);
  const auto relative = below_kubelet(paths, wanted.path);
  bool made = false;
  auto folder = make_volume_folder(kubelet, relative, &made);
  if (wanted.in_memory && !is_mount_root(folder.get())) {
    mount_tmpfs(wanted.path, wanted.size);
    folder = open_beneath(kubelet.get(), relative, O_RDONLY | O_DIRECTORY);
  }
  const bool changed = write_payload(folder.get(), payload, wanted.group);
  give_root_to_group(folder.get(), wanted.group, 0550);
  return changed;
}

void write_in_place(const Paths& paths, const std::string& path, std::string_view content, mode_t mode) {
  const auto kubelet = kubelet_folder(paths);
  const auto relative = below_kubelet(paths, path);
  const auto slash = relative.rfind('/');
  const auto parent = make_directories(kubelet.get(), relative.substr(0, slash), 0750);
  const auto file = open_beneath(parent.get(), relative.substr(slash + 1), O_RDWR | O_CREAT, mode);
  if (::fchmod(file.get(), mode) != 0) throw system_error(errno, "chmod " + path);
  if (::ftruncate(file.get(), 0) != 0) throw system_error(errno, "write " + path);
  write_all(file.get(), content, path);
}

std::string make_termination_log(const Paths& paths, const std::string& uid, const std::string& container) {
  const auto path = paths.pod(uid) + "/containers/" + container + "/" + random_suffix(8);
  write_in_place(paths, path, "", 0666);
  return path;
}

void remove_pod_folder(const Paths& paths, const std::string& uid) {
  const auto kubelet = kubelet_folder(paths);
  unmount_beneath(real_pod_folder(kubelet, uid));
  remove_tree(kubelet.get(), "pods/" + uid);
}

std::vector<std::string> pod_folders(const Paths& paths) {
  std::vector<std::string> uids;
  try {
    const auto pods = open_directory(paths.pods());
    for (const auto& entry : list(pods.get(), ""))
      if (entry.kind == Entry::Kind::directory) uids.push_back(entry.name);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
  return uids;
}

std::string read_termination_log(const std::string& host_path) {
  const Fd file(::open(host_path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (!file) return {};
  std::string text(termination_message_limit, '\0');
  const auto length = ::read(file.get(), text.data(), text.size());
  text.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
  return text;
}

}  // namespace coracle::node::volumes
