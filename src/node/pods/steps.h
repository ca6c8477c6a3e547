#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "node/pods/view.h"

namespace coracle::node::pods {

/// What to do for a pod next. Everything listed may be begun at once.
struct Steps {
  bool make_sandbox = false;
  std::vector<std::string> start;  ///< containers
  struct Kill {
    std::string container;
    std::string message;  ///< of the event Killing
  };
  std::vector<Kill> kill;
  /// Containers that wait for their back-off, with the message that their status has meanwhile.
  struct BackingOff {
    std::string container;
    Duration left{};
  };
  std::vector<BackingOff> backing_off;
  /// All its work is over: end what still runs of it.
  bool finished = false;
  /// The sandbox ended by itself and may not be made again.
  bool sandbox_lost = false;
  /// When to look again if nothing happens before.
  std::optional<SteadyTime> again_at;
};

/// For a pod that is not being ended.
Steps next_steps(const api::core::v1::Pod& pod, const PodView& view, SteadyTime now);

}  // namespace coracle::node::pods
