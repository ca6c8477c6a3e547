#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/error.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/control.h"
#include "cmd/coracle/images.h"
#include "cmd/coracle/kept_flags.h"
#include "cmd/coracle/mount_namespace.h"
#include "cmd/coracle/preconditions.h"
#include "cmd/coracle/purge.h"
#include "cmd/coracle/serve.h"
#include "proc/child.h"

namespace coracle::cmd {
namespace {

/// Guests have their own grace periods; this only bounds what hangs.
constexpr auto down_limit = std::chrono::minutes(30);

struct DownFlags {
  std::string root;
  bool purge = false;
};

void wait_for_end(pid_t pid) {
  try {
    const auto held = proc::open_pidfd(pid);
    run_task([&](Loop&) -> Task<> {
      auto ending = readable(held.get());
      co_await within(std::chrono::seconds(30), std::move(ending),
                      "wait for the end of process " + std::to_string(pid));
    });
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
}

/// Nobody runs the cluster, but its pods may go on: a process of our own ends them, in the cluster's namespace.
int end_what_is_left(const Layout& layout) {
  const auto flags = flags_for_down(layout);
  if (flags.containerd.empty()) enter_mount_namespace(layout);
  const ClusterLock lock(layout);
  return serve(layout, flags, {}, Report());
}

/// In a child, because a process with threads cannot come back from a mount namespace.
void end_what_is_left_in_child(const Layout& layout) {
  std::fflush(nullptr);
  const auto child = ::fork();
  if (child < 0) throw system_error(errno, "fork");
  if (child == 0) {
    int status = 1;
    try {
      status = end_what_is_left(layout);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "coracle: %s\n", error.what());
    }
    std::fflush(nullptr);
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw Error(Reason::internal_error, "what was left of the cluster could not be ended in order");
}

/// A process that is being killed holds its lock for a moment longer than it answers.
bool goes_away(const Layout& layout) {
  for (int tries = 0; tries < 50; ++tries) {
    if (!ClusterLock::holder(layout)) return true;
    ::usleep(100'000);
  }
  return false;
}

/// False when the process that held the lock has ended without being asked.
bool ask_to_end(const Layout& layout, pid_t pid) {
  try {
    ask_running(layout, "POST", "/down", down_limit);
  } catch (const Error& error) {
    if (error.reason() == Reason::service_unavailable && goes_away(layout)) return false;
    throw;
  }
  wait_for_end(pid);
  return true;
}

void end_cluster(const Layout& layout) {
  if (const auto pid = ClusterLock::holder(layout)) {
    std::fprintf(stderr, "shutting down virtual machines and pods\n");
    if (ask_to_end(layout, *pid)) return;
  }
  if (::access((layout.state() + "/store").c_str(), F_OK) == 0)
    end_what_is_left_in_child(layout);
  else
    std::fprintf(stderr, "coracle does not run here\n");
}

int down(const DownFlags& flags) {
  const Layout layout(flags.root);
  if (::geteuid() != 0) throw Error(Reason::forbidden, "ending containers needs root: run it as root");
  std::string failure;
  try {
    end_cluster(layout);
  } catch (const Error& error) {
    failure = error.message();
  }
  if (!failure.empty() && !flags.purge) throw Error(Reason::internal_error, failure);
  if (!failure.empty()) std::fprintf(stderr, "coracle: %s; going on to remove everything\n", failure.c_str());
  if (flags.purge) purge(layout);
  return 0;
}
}  // namespace

void add_down(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<DownFlags>();
  auto* app = parent.add_subcommand("down", "Shuts down virtual machines and pods and ends the cluster; state is kept");
  add_root_flag(*app, flags->root);
  app->add_flag("--purge", flags->purge, "Remove the state, too: everything that \"up\" and the quick start made");
  app->callback([flags, &chosen] { chosen = [flags] { return down(*flags); }; });
}

}  // namespace coracle::cmd
