#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kube/typed.h"
#include "virt/handler/launcher_link/launcher_link.h"
#include "virt/handler/vmi/view.h"

namespace coracle::virt::handler {

/// What virt-handler remembers of one guest between two looks at it. All of it can be found again after a restart.
struct Guest {
  explicit Guest(const Loop::Executor& executor) : changed(executor) {}

  std::string uid;
  std::string pod_uid;
  std::shared_ptr<LauncherLink> link;
  Event changed;  ///< something about the link

  // Starting.
  bool starting = false;
  std::unique_ptr<Scope> start;  ///< of the start that is under way, or was
  int start_failures = 0;
  std::string start_failure;
  SteadyTime start_again{};
  std::optional<SteadyTime> unreachable_since;  ///< the launcher's socket is there, and does not answer
  std::vector<shared::PreparedInterface> prepared;
  std::string selinux_context;

  // Ending.
  std::optional<WallTime> told_to_end;  ///< the launcher's pod was, without the instance
  std::optional<WallTime> last_pressed;
  std::optional<WallTime> last_killed;
  bool killed = false;
  bool cleaned = false;

  bool pod_seen = false;
  std::optional<SteadyTime> pod_missing_since;
  std::optional<SteadyTime> domain_missing_since;
  SteadyTime last_status{};
  int early_statuses = 0;  ///< lately written within a second after another
};

}  // namespace coracle::virt::handler
