#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "rpc/calls.h"

namespace coracle::rpc {

/// Something that happened to a container in containerd's namespace k8s.io: a reason to look at its pod now.
struct ContainerdEvent {
  enum class Kind { start, exit, out_of_memory };
  Kind kind = Kind::start;
  std::string container_id;  ///< a CRI container, or a pod's sandbox
  std::string exec_id;       ///< of an exit: the exec that ended; empty for the container's own first process
  std::uint32_t pid = 0;
  std::uint32_t exit_status = 0;
  WallTime time{};
};

/// containerd's own event service, because CRI has no event stream before containerd 1.7
/// (services.events.v1, topics /tasks/start, /tasks/exit, /tasks/oom). Events of before the subscription, and while it
/// was lost, are not delivered: whoever listens lists again after each open().
class ContainerdEvents {
 public:
  explicit ContainerdEvents(const Connection& connection) : connection_(connection) {}

  class Subscription {
   public:
    explicit Subscription(std::unique_ptr<IncomingStream> stream) : stream_(std::move(stream)) {}
    /// The next event; nothing when containerd ended the stream. Throws when the connection was lost.
    Task<std::optional<ContainerdEvent>> next();

   private:
    std::unique_ptr<IncomingStream> stream_;
  };
  /// Returns at once: a refusal comes from the first next().
  Task<std::unique_ptr<Subscription>> open() const;

 private:
  const Connection& connection_;
};

}  // namespace coracle::rpc
