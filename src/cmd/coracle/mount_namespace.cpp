#include "cmd/coracle/mount_namespace.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"

namespace coracle::cmd {
namespace {

constexpr const char* shim_folder = "/run/containerd";

void mount_or_throw(const char* source, const std::string& target, const char* type, unsigned long flags) {
  if (::mount(source, target.c_str(), type, flags, nullptr) != 0) throw system_error(errno, "mount " + target);
}

Fd kept_namespace(const Layout& layout) {
  Fd file(::open(layout.mount_namespace().c_str(), O_RDONLY | O_CLOEXEC));
  struct statfs about {};
  if (!file || ::fstatfs(file.get(), &about) != 0 || about.f_type != NSFS_MAGIC) return Fd();
  return file;
}

/// A namespace's file may be mounted only from outside of it: a child that stays outside does that, once we are in.
class Keeper {
 public:
  explicit Keeper(const Layout& layout) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error(errno, "make a pipe");
    const auto parent = ::getpid();
    child_ = ::fork();
    if (child_ < 0) throw system_error(errno, "fork");
    if (child_ == 0) keep(ends, parent, layout);
    ::close(ends[0]);
    go_ = Fd(ends[1]);
  }
  /// We are in the new namespace now.
  void entered() {
    if (::write(go_.get(), "x", 1) != 1) throw system_error(errno, "write to a pipe");
    int status = 0;
    ::waitpid(child_, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      throw system_error(WIFEXITED(status) ? WEXITSTATUS(status) : EIO, "keep the cluster's mount namespace");
  }

 private:
  [[noreturn]] static void keep(const int* ends, pid_t parent, const Layout& layout) {
    ::close(ends[1]);
    char byte = 0;
    if (::read(ends[0], &byte, 1) != 1) ::_exit(EPIPE);
    const auto source = "/proc/" + std::to_string(parent) + "/ns/mnt";
    const auto target = layout.mount_namespace();
    ::_exit(::mount(source.c_str(), target.c_str(), nullptr, MS_BIND, nullptr) == 0 ? 0 : errno);
  }
  pid_t child_ = -1;
  Fd go_;
};

void make_mount_namespace(const Layout& layout) {
  const auto root = open_directory("/");
  const auto run = make_directories(root.get(), layout.run().substr(1), 0700);
  open_beneath(run.get(), "mount-ns", O_RDONLY | O_CREAT, 0600);
  if (::mkdir(shim_folder, 0711) != 0 && errno != EEXIST) throw system_error(errno, "make /run/containerd");
  // A namespace's file can be mounted only where mounts do not go on to other namespaces: its folder is made private.
  mount_or_throw(layout.run().c_str(), layout.run(), nullptr, MS_BIND);
  mount_or_throw(nullptr, layout.run(), nullptr, MS_PRIVATE);
  Keeper keeper(layout);
  if (::unshare(CLONE_NEWNS) != 0) throw system_error(errno, "make a mount namespace");
  keeper.entered();
  mount_or_throw(nullptr, "/", nullptr, MS_REC | MS_SLAVE);
  mount_or_throw("tmpfs", shim_folder, "tmpfs", MS_NOSUID | MS_NODEV);
}
}  // namespace

bool enter_kept_mount_namespace(const Layout& layout) {
  if (layout.root().empty()) return true;
  const auto kept = kept_namespace(layout);
  if (!kept) return false;
  if (::setns(kept.get(), CLONE_NEWNS) != 0) throw system_error(errno, "enter the cluster's mount namespace");
  return true;
}

void enter_mount_namespace(const Layout& layout) {
  if (!enter_kept_mount_namespace(layout)) make_mount_namespace(layout);
}

void remove_mount_namespace(const Layout& layout) {
  if (layout.root().empty()) return;
  ::umount2(layout.mount_namespace().c_str(), MNT_DETACH);
  ::umount2(layout.run().c_str(), MNT_DETACH);
}

}  // namespace coracle::cmd
