#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/log.h"
#include "base/loop.h"

namespace coracle::virt::launcher {

/// Where a libvirtd of the session kind (uid 107, no root) keeps its things, and which it is.
struct LibvirtDaemonConfig {
  std::string program;                                   ///< empty: virtqemud where there is one, else libvirtd
  std::string runtime_dir = "/var/run";                  ///< XDG_RUNTIME_DIR: the socket is below it in libvirt/
  std::string config_dir = "/var/run/kubevirt-private";  ///< XDG_CONFIG_HOME
  std::string cache_dir = "/var/run/kubevirt-private";   ///< XDG_CACHE_HOME
  /// The processor that libvirt's capabilities were probed on (capabilities_cache.h); libvirtd starts on it.
  std::optional<int> start_on_cpu;
  std::string log_filters;  ///< "1:qemu 3:rpc", as libvirtd.conf takes them
};

/// libvirtd as a process of its own session: it survives this process, and its QEMUs survive it. Whoever comes first
/// after a crash finds the other one running.
class LibvirtDaemon {
 public:
  LibvirtDaemon(LibvirtDaemonConfig config, Log log);
  ~LibvirtDaemon();
  LibvirtDaemon(const LibvirtDaemon&) = delete;
  LibvirtDaemon& operator=(const LibvirtDaemon&) = delete;

  /// Adopts the libvirtd that answers on the socket, or starts one; done when it takes connections.
  /// Throws Error when it does not come up within 20 s or ends before.
  Task<> ensure();
  /// After the first connection was opened: libvirtd may run on all processors.
  void free_cpus();
  /// Waits until the libvirtd that ensure() found has ended.
  Task<> ended();
  /// SIGTERM, then SIGKILL after 5 s. QEMUs go on.
  Task<> stop();

  int pid() const { return pid_; }
  bool adopted() const { return adopted_; }
  std::string socket_path() const;
  /// qemu+unix:///session?socket=...
  std::string uri() const;
  const LibvirtDaemonConfig& config() const { return config_; }

 private:
  bool adopt();
  void write_config();
  void link_other_name();
  Task<> start();
  Task<> wait_for_socket();
  void forget();

  LibvirtDaemonConfig config_;
  Log log_;
  int pid_ = 0;
  int pidfd_ = -1;
  bool adopted_ = false;
};

/// libvirtd.conf and qemu.conf that fit a container: no cgroups, labels, name spaces or owners to change, QEMU writes
/// its log files itself. https://libvirt.org/drvqemu.html
std::string libvirtd_config(const std::string& log_filters);
std::string qemu_config();

}  // namespace coracle::virt::launcher
