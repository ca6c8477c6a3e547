#pragma once
#include <cstdint>
#include <string>

namespace coracle::virt::launcher {

/// A domain's state in the words that KubeVirt keeps in its domain object: "Running", "Paused", "Shutoff" ...; the
/// reason says how it came to it: "Shutdown", "Destroyed", "Crashed", "User", "Migration" ...
/// https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainState
struct DomainStatus {
  std::string state;
  std::string reason;
  bool operator==(const DomainStatus&) const = default;
};

DomainStatus describe_state(int state, int reason);

/// Something that happened to a domain, or to the connection.
struct DomainEvent {
  enum class Kind {
    lifecycle,              ///< what: Defined, Started, Suspended, Resumed, Stopped, Shutdown ...; detail: why
    rebooted,               ///< the guest has rebooted
    agent,                  ///< what: Connected or Disconnected
    device_added,           ///< what: the device's alias
    device_removed,         ///< what: the device's alias
    device_removal_failed,  ///< what: the device's alias
    io_error,               ///< what: the disk's alias; detail: the cause, enospc for a full one
    block_job,              ///< what: the disk; detail: Completed, Failed, Canceled, Ready
    job_completed,          ///< a migration, save or dump has ended
    metadata_changed,       ///< the domain's metadata were written
    connection_closed,      ///< libvirtd is gone; connect again
  };
  Kind kind = Kind::lifecycle;
  std::string domain;  ///< name; empty for connection_closed
  std::string what;
  std::string detail;
  bool operator==(const DomainEvent&) const = default;
};

DomainEvent lifecycle_event(std::string domain, int event, int detail);

}  // namespace coracle::virt::launcher
