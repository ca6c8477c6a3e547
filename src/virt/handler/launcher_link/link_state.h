#pragma once
#include "net/client.h"
#include "net/loose_scope.h"
#include "virt/handler/launcher_link/launcher_link.h"

namespace coracle::virt::handler {

/// What the tasks of a link share.
struct LauncherLink::State {
  State(const Loop::Executor& executor, const shared::HostPaths& host, LauncherPlace where, FolderWatch& watch,
        Callbacks calls, const Log& to)
      : place(std::move(where)),
        paths(host),
        folders(&watch),
        callbacks(std::move(calls)),
        log(to.part("launcher of " + place.vmi.text())),
        wake(executor),
        tasks(std::make_unique<net::LooseScope>(executor)) {}

  LauncherPlace place;
  shared::HostPaths paths;
  FolderWatch* folders;
  Callbacks callbacks;
  Log log;
  Event wake;

  std::shared_ptr<Fd> folder;  ///< of the sockets; null while it is not there
  std::unique_ptr<FolderWatch::Watched> watched;
  std::shared_ptr<net::Client> client;
  std::shared_ptr<pid_t> peer = std::make_shared<pid_t>(-1);
  std::optional<PodProcess> process;
  std::optional<shared::DomainReport> report;
  bool connected = false;
  bool unresponsive = false;
  std::optional<SteadyTime> missing_since;
  std::string last_complaint;
  SteadyTime telling_since{};
  int told = 0;
  std::unique_ptr<net::LooseScope> tasks;

  void changed() const {
    if (callbacks.changed) callbacks.changed();
  }
  /// Opens the folder when that was not done yet, and looks at what is in it. True when something is in the socket's
  /// place.
  bool look();
  void open_folder();
  void disconnected();
  /// Says why the launcher cannot be reached, once for each reason.
  void complain(const std::string& why);
};

/// Follows the launcher until cancelled.
Task<> follow(std::shared_ptr<LauncherLink::State> state);
/// Talks to what is in the socket's place until it ends. Throws what is wrong with it.
Task<> listen_to(std::shared_ptr<LauncherLink::State> state);

}  // namespace coracle::virt::handler
