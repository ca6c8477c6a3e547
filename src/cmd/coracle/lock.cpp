#include "cmd/coracle/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "cmd/coracle/files.h"

namespace coracle::cmd {
namespace {

Fd open_lock(const Layout& layout, int flags) {
  const auto root = open_directory("/");
  const auto folder = make_directories(root.get(), layout.run().substr(1), 0700);
  return open_beneath(folder.get(), "lock", flags, 0600);
}
}  // namespace

ClusterLock::ClusterLock(const Layout& layout) : file_(open_lock(layout, O_RDWR | O_CREAT)) {
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    const auto pid = std::atoi(read_file_if_present(layout.lock()).c_str());
    throw Error(Reason::conflict, "coracle runs already as process " + std::to_string(pid) + " (it holds " +
                                      layout.lock() + "): see \"coracle status" + layout.flag() +
                                      "\", or end it with \"coracle down" + layout.flag() + "\"");
  }
  sign();
}

void ClusterLock::sign() const {
  if (::ftruncate(file_.get(), 0) != 0) return;
  ::lseek(file_.get(), 0, SEEK_SET);
  write_all(file_.get(), std::to_string(::getpid()) + "\n", "the lock");
}

std::optional<pid_t> ClusterLock::holder(const Layout& layout) {
  const Fd file(::open(layout.lock().c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == EACCES) throw Error(Reason::forbidden, "only root can tell whether a cluster runs here");
  if (!file) return std::nullopt;
  if (::flock(file.get(), LOCK_SH | LOCK_NB) == 0) return std::nullopt;
  const auto pid = std::atoi(read_to_end(file.get(), 64, "the lock").c_str());
  if (pid <= 0) return std::nullopt;
  return pid;
}

}  // namespace coracle::cmd
