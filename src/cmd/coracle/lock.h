#pragma once
#include <sys/types.h>
#include <optional>
#include <string>

#include "base/files.h"
#include "cmd/coracle/layout.h"

namespace coracle::cmd {

/// The right to run a cluster. The kernel takes it back with the process, however that ends.
class ClusterLock {
 public:
  /// Throws Error(conflict) saying which process holds it.
  explicit ClusterLock(const Layout& layout);
  /// Writes our number into it: again after a fork, which keeps the lock.
  void sign() const;
  /// The process that holds it now; nothing when the cluster does not run.
  static std::optional<pid_t> holder(const Layout& layout);

 private:
  Fd file_;
};

}  // namespace coracle::cmd
