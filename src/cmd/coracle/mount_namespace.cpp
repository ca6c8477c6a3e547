#include "cmd/coracle/mount_namespace.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/files.h"
#include "cmd/coracle/files.h"
#include "proc/cgroup.h"

namespace coracle::cmd {
namespace {

constexpr const char* shim_folder = "/run/containerd";

void mount_or_throw(const char* source, const std::string& target, const char* type, unsigned long flags) {
  if (::mount(source, target.c_str(), type, flags, nullptr) != 0) throw system_error(errno, "mount " + target);
}

/// Of a process that outlived the last coracle. The kernel is not asked to keep the namespace by a mount of its file:
/// 6.18 refuses that at times, where namespaces were numbered on different processors.
Fd surviving_namespace(const Layout& layout) {
  const auto cgroups = proc::Cgroups::find();
  if (!cgroups.exists(layout.containerd_cgroup())) return Fd();
  for (const auto pid : cgroups.processes(layout.containerd_cgroup())) {
    const auto folder = "/proc/" + std::to_string(pid);
    Fd found(::open((folder + "/ns/mnt").c_str(), O_RDONLY | O_CLOEXEC));
    // Shims start programs that enter other namespaces; the name is looked at after the namespace is held.
    if (found && read_file_if_present(folder + "/comm").starts_with("containerd")) return found;
  }
  return Fd();
}
}  // namespace

void enter_mount_namespace(const Layout& layout) {
  if (layout.root().empty()) return;
  if (const auto survivor = surviving_namespace(layout)) {
    if (::setns(survivor.get(), CLONE_NEWNS) != 0) throw system_error(errno, "enter the cluster's mount namespace");
    return;
  }
  if (::mkdir(shim_folder, 0711) != 0 && errno != EEXIST) throw system_error(errno, "make /run/containerd");
  if (::unshare(CLONE_NEWNS) != 0) throw system_error(errno, "make a mount namespace");
  mount_or_throw(nullptr, "/", nullptr, MS_REC | MS_SLAVE);
  mount_or_throw("tmpfs", shim_folder, "tmpfs", MS_NOSUID | MS_NODEV);
}

}  // namespace coracle::cmd
