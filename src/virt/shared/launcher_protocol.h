#pragma once
// What virt-handler and virt-launcher say to each other: HTTP/1.1 with JSON over the launcher's unix socket
// (pod_path::launcher_socket). Verbs are KubeVirt's commands. Both ends may be of different releases, because guests
// outlive upgrades: members are added, never changed, and each end passes over what it does not know.
//
//   GET  /v1/Info                  LauncherInfo; also the ping
//   GET  /v1/GetDomain             DomainReport; state is empty while there is no domain
//   GET  /v1/Events                lines of JSON, a LauncherEvent each: the domain as it is first, then each change; an
//                                  empty line every 10 s shows that the launcher lives
//   POST /v1/<verb>                LauncherRequest in, LauncherAnswer out, always 200: a failure of libvirt or the
//   guest
//                                  is success=false with a sentence. Another status is an error of the protocol itself.
//
// Verbs of this release: SyncVirtualMachine (defines and starts what is not there; idempotent), PauseVirtualMachine,
// UnpauseVirtualMachine, ShutdownVirtualMachine (the power button, once a call), KillVirtualMachine (at once),
// DeleteVirtualMachine (forgets the domain), ResetVirtualMachine, SoftRebootVirtualMachine, FreezeVirtualMachine,
// UnfreezeVirtualMachine, GetGuestInfo, GetUsers, GetFilesystems, GuestPing, Exec, GetScreenshot.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/box.h"
#include "json/value.h"
#include "schema/codec.h"

namespace coracle::virt::shared {

using schema::operator==;

inline constexpr std::int64_t launcher_protocol = 1;

struct LauncherInfo {
  std::vector<std::int64_t> protocols;  ///< what the launcher understands: the highest common one is used
  std::string version;                  ///< of Coracle
  std::string domain_uid;               ///< of the instance it was started for
};
const schema::Struct& describe(const LauncherInfo*);

/// What virt-handler has prepared for a guest interface in the pod's network.
struct PreparedInterface {
  std::string name;    ///< of spec.domain.devices.interfaces
  std::string tap;     ///< "tap0"
  std::string bridge;  ///< "k6t-eth0": where the launcher serves DHCP
  std::string mac;
  std::int64_t mtu = 1500;
  // What DHCP tells the guest; empty where nothing is to be told.
  std::string guest_address;  ///< "10.0.2.2/24"
  std::string gateway;        ///< "10.0.2.1"
  std::vector<std::string> dns_servers;
  std::vector<std::string> dns_search;
};
const schema::Struct& describe(const PreparedInterface*);

/// What the node and the cluster's settings add to the instance.
struct LauncherOptions {
  bool use_kvm = false;  ///< KVM works here; else the guest is emulated
  std::string smbios_manufacturer;
  std::string smbios_product;
  std::string smbios_family;
  std::string smbios_version;
  std::string smbios_sku;
  std::int64_t balloon_stats_period = 10;
  bool free_page_reporting = true;
  bool log_serial_console = true;
  std::vector<PreparedInterface> interfaces;
};
const schema::Struct& describe(const LauncherOptions*);

struct LauncherRequest {
  std::int64_t protocol = launcher_protocol;
  Box<coracle::api::kubevirt::v1::VirtualMachineInstance> vmi;
  Box<LauncherOptions> options;      ///< of SyncVirtualMachine
  std::int64_t timeout_seconds = 0;  ///< of Exec and GuestPing; of FreezeVirtualMachine when to thaw by itself
  std::string command;               ///< of Exec
  std::vector<std::string> args;     ///< of Exec
};
const schema::Struct& describe(const LauncherRequest*);

struct LauncherAnswer {
  bool success = false;
  std::string message;
  std::int64_t exit_code = 0;  ///< of Exec
  std::string out;             ///< of Exec; of GetScreenshot the PNG in base64
  json::Value data;            ///< of GetGuestInfo, GetUsers, GetFilesystems: the subresource's answer
};
const schema::Struct& describe(const LauncherAnswer*);

/// The domain as the launcher sees it.
struct DomainReport {
  std::string uid;     ///< of the instance
  std::string state;   ///< libvirt's words: NoState, Running, Blocked, Paused, Shutdown, Shutoff, Crashed, PMSuspended
  std::string reason;  ///< of the state: User, Shutdown, Destroyed, Crashed, Panicked, Failed, Saved, IOError ...
  /// The end was asked for by ACPI and had not come by itself when the domain was destroyed.
  bool grace_expired = false;
  /// The pod was told to end (SIGTERM): virt-handler shuts the guest down.
  bool asked_to_end = false;
  bool agent_connected = false;
  std::string agent_version;
  std::string fs_freeze_status;  ///< "frozen", or empty
  std::string machine_type;      ///< "pc-q35-7.2"
  Box<coracle::api::kubevirt::v1::VirtualMachineInstanceGuestOSInfo> guest_os;
  /// At most ten that only the guest knows of, each text bounded: a guest makes them up as it likes.
  std::vector<coracle::api::kubevirt::v1::VirtualMachineInstanceNetworkInterface> interfaces;
  std::vector<std::string> disk_targets;  ///< "<volume>=<device>": "containerdisk=vda"
  std::int64_t guest_memory_bytes = 0;    ///< balloon's current size; 0 while unknown
};
const schema::Struct& describe(const DomainReport*);

/// A line of /v1/Events.
struct LauncherEvent {
  Box<DomainReport> domain;
  // Or an event for the instance, for people.
  std::string type;  ///< Normal or Warning
  std::string reason;
  std::string message;
};
const schema::Struct& describe(const LauncherEvent*);

}  // namespace coracle::virt::shared
