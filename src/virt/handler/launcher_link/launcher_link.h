#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "kube/key.h"
#include "virt/handler/folder_watch/folder_watch.h"
#include "virt/handler/launcher_link/pod_process.h"
#include "virt/shared/launcher_protocol.h"
#include "virt/shared/paths.h"

namespace coracle::virt::handler {

/// Whose launcher, and where: the socket that the kubelet's tree has for this pod is the launcher's identity.
struct LauncherPlace {
  kube::Key vmi;
  std::string vmi_uid;
  std::string pod_uid;
};

/// Follows the launcher of one guest: waits for its socket, connects, hears what it tells, and connects again whenever
/// it was lost. Whatever the launcher says is bounded here and hostile. Of one loop; may be dropped at any time.
class LauncherLink {
 public:
  struct Callbacks {
    std::function<void()> changed;  ///< anything below is another than before
    /// An event for people that the launcher wants told, cut to size.
    std::function<void(std::string type, std::string reason, std::string message)> told;
  };
  LauncherLink(Loop::Executor executor, const shared::HostPaths& paths, LauncherPlace place, FolderWatch& folders,
               Callbacks callbacks, Log log);
  ~LauncherLink();
  LauncherLink(const LauncherLink&) = delete;
  LauncherLink& operator=(const LauncherLink&) = delete;

  /// Ends, and waits for it: nothing of the link runs afterwards.
  Task<> close();

  const LauncherPlace& place() const;
  /// The launcher's events arrive.
  bool connected() const;
  /// The last that was heard of the domain; null when nothing was ever heard.
  const shared::DomainReport* report() const;
  /// The launcher's process, while connected.
  const std::optional<PodProcess>& process() const;
  /// Since when there has been nothing at all in the socket's place. A socket that does not answer is not nothing.
  std::optional<SteadyTime> socket_missing_since() const;
  /// Why what is in the socket's place cannot be talked to; empty while it can be, and while there is nothing.
  const std::string& complaint() const;
  /// The launcher's monitor has given it up.
  bool unresponsive() const;

  /// POST /v1/<verb>. Throws Error(service_unavailable) when the launcher cannot be reached, and timeout.
  Task<shared::LauncherAnswer> call(std::string verb, shared::LauncherRequest request, Duration limit);
  /// The same; success=false is thrown as Error(internal_error) with the launcher's words.
  Task<shared::LauncherAnswer> demand(std::string verb, shared::LauncherRequest request, Duration limit);

  struct State;

 private:
  std::shared_ptr<State> state_;
};

}  // namespace coracle::virt::handler
