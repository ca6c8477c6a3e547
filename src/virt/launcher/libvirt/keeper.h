#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "virt/launcher/libvirt/daemon.h"
#include "virt/launcher/libvirt/libvirt.h"

namespace coracle::virt::launcher {

/// Hears what happens at a connection to libvirt. Calls come one after the other.
class LibvirtObserver {
 public:
  virtual ~LibvirtObserver() = default;
  /// A connection was made, the first or another: whatever has happened meanwhile was not heard. An Error that leaves
  /// it is taken for a connection that broke.
  virtual Task<> on_connected() = 0;
  virtual Task<> on_event(DomainEvent event) = 0;
};

/// Keeps libvirtd running and a connection to it open: a libvirtd that dies, or is found dead or deaf, is started
/// again.
class LibvirtKeeper {
 public:
  LibvirtKeeper(Loop& loop, LibvirtDaemonConfig config, Log log);

  /// Until cancelled.
  Task<> run(LibvirtObserver& observer);
  /// Returns once the observer has seen a connection that is still open; throws Error(service_unavailable).
  Task<> ready(Duration limit);
  Libvirt& libvirt() { return libvirt_; }
  /// Ends the connection; false when that takes longer than a second. libvirtd runs on.
  Task<bool> disconnect();

 private:
  Task<bool> connect();
  Task<> hear(LibvirtObserver& observer);
  Task<> bury();
  LibvirtDaemon daemon_;
  Libvirt libvirt_;
  Log log_;
  Event ready_;
  int refused_ = 0;  ///< connections in a row
};

}  // namespace coracle::virt::launcher
