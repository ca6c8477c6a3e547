#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "cmd/coracle/command.h"
#include "cmd/coracle/files.h"
#include "cmd/coracle/images.h"
#include "cmd/coracle/kept_flags.h"
#include "cmd/coracle/mount_namespace.h"
#include "cmd/coracle/own_folders.h"
#include "cmd/coracle/preconditions.h"
#include "cmd/coracle/purge.h"
#include "cmd/coracle/serve.h"

namespace coracle::cmd {
namespace {

constexpr off_t log_limit = 16L << 20U;

/// Standard output and error go to the log, and nothing comes from the terminal any more.
void leave_terminal(const Layout& layout) {
  ::setsid();
  const auto path = layout.log();
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0 && about.st_size > log_limit) ::rename(path.c_str(), (path + ".1").c_str());
  const auto root = open_directory("/");
  make_directories(root.get(), layout.state().substr(1), 0700);
  const Fd log(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  const Fd nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!log || !nothing) throw system_error(errno, "open " + path);
  ::dup2(nothing.get(), STDIN_FILENO);
  ::dup2(log.get(), STDOUT_FILENO);
  ::dup2(log.get(), STDERR_FILENO);
}

int serve_detached(const Layout& layout, const UpFlags& flags, const std::string& images, const ClusterLock& lock) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw system_error(errno, "make a pipe");
  Fd ours(ends[0]);
  Fd theirs(ends[1]);
  const auto child = ::fork();
  if (child < 0) throw system_error(errno, "fork");
  if (child > 0) {
    theirs.close();
    return wait_for_report(std::move(ours), layout.log());
  }
  ours.close();
  lock.sign();
  leave_terminal(layout);
  return serve(layout, flags, images, Report(std::move(theirs)));
}

int up(const UpFlags& flags) {
  const Layout layout(flags.root);
  if (::geteuid() != 0) throw Error(Reason::forbidden, "containers and virtual machines need root: run it as root");
  const ClusterLock lock(layout);
  std::string images;
  try {
    check_preconditions(layout, flags);
    images = image_folder(flags.images);
  } catch (const Error&) {
    forget_refused_start(layout);
    throw;
  }
  note_missing_folders(layout);
  keep_flags(layout, flags);
  // The mounts of a given containerd are where that one is.
  if (flags.containerd.empty()) enter_mount_namespace(layout);
  return flags.detach ? serve_detached(layout, flags, images, lock) : serve(layout, flags, images, Report());
}
}  // namespace

void add_up(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<UpFlags>();
  auto* app = parent.add_subcommand("up", "Runs Kubernetes with virtual machines on this machine");
  add_root_flag(*app, flags->root);
  app->add_flag("--detach", flags->detach,
                "Return once virtual machines can run; the cluster goes on in the background");
  app->add_option("--address", flags->address, "Numeric address that the API listens on")->capture_default_str();
  app->add_option("--port", flags->port, "Port of the API; 0 takes a free one")->capture_default_str();
  app->add_option("--emulation", flags->emulation, "auto: virtual machines are emulated where KVM does not work; off")
      ->check(CLI::IsMember({"auto", "off"}))
      ->capture_default_str();
  app->add_option("--containerd", flags->containerd, "Socket of a containerd to use (default: one of our own)");
  app->add_option("--mirror-port", flags->mirror_port,
                  "Loopback port of the offline mirror, for a given containerd's hosts.toml; 0 takes a free one")
      ->capture_default_str();
  app->add_option("--node-name", flags->node_name, "Name of the Node (default: the host's name)");
  app->add_option("--pod-cidr", flags->pod_cidr, "Network of the pods")->capture_default_str();
  app->add_option("--pod-cidr-v6", flags->pod_cidr_v6, "IPv6 network of the pods; empty for none")
      ->capture_default_str();
  app->add_flag("--no-uplink", flags->no_uplink, "Pods reach each other and this machine only");
  app->add_option("--images", flags->images, "Folder of our images' archives (default: beside the program)");
  app->add_option("--ready-timeout", flags->ready_seconds, "Seconds after which it says what is missing")
      ->capture_default_str();
  app->callback([flags, &chosen] { chosen = [flags] { return up(*flags); }; });
}

}  // namespace coracle::cmd
