#pragma once
// What is known of a pod in one moment: from the runtime, and in this process's memory. The rules (steps.h, status.h)
// are functions of it.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "node/pods/back_off.h"
#include "rpc/cri_types.h"

namespace coracle::node::pods {

struct ContainerView {
  std::optional<rpc::Container> latest;    ///< the newest attempt the runtime has
  std::optional<rpc::Container> previous;  ///< the one before, which has ended
  std::string latest_message;              ///< what they left in their termination logs
  std::string previous_message;
  bool in_sandbox = false;  ///< `latest` belongs to the sandbox there is now

  bool busy = false;           ///< it is being created and started, or its image pulled
  bool killing = false;        ///< it is being stopped, to be started again
  std::string waiting_reason;  ///< ErrImagePull, ImagePullBackOff, CreateContainerError, CrashLoopBackOff ...
  std::string waiting_message;
  std::optional<SteadyTime> retry_at;  ///< after a failed pull or creation

  bool startup_passed = false;  ///< or there is no startup probe
  bool ready = false;           ///< its readiness probe says so, or there is none
  BackOff back_off;
  SteadyTime ended{};  ///< when `latest` ended

  bool running() const { return latest && latest->state == rpc::ContainerState::running && in_sandbox; }
  bool exited() const {
    return latest && (latest->state == rpc::ContainerState::exited || latest->state == rpc::ContainerState::unknown);
  }
  /// It ended in this sandbox; those of an earlier one must run again.
  bool done() const { return exited() && in_sandbox; }
};

struct PodView {
  std::string sandbox_id;  ///< of the newest sandbox
  bool sandbox_ready = false;
  bool sandbox_busy = false;  ///< it is being made
  std::optional<SteadyTime> sandbox_retry_at;
  bool had_sandbox = false;  ///< there was one, also if it has ended
  std::vector<std::string> ips;
  std::map<std::string, ContainerView> containers;
  bool volumes_ready = false;

  bool ended = false;  ///< its containers are stopped for good
  /// Why it is Failed whatever its containers say: DeadlineExceeded, Evicted, UnexpectedAdmissionError.
  std::string failed_reason;
  std::string failed_message;

  std::vector<std::string> host_ips;
};

}  // namespace coracle::node::pods
