#pragma once
// Cluster settings of guests.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Data of the system in the guests' SMBIOS tables.
struct SMBiosConfiguration {
  std::string manufacturer;
  std::string product;
  std::string version;
  std::string sku;
  std::string family;
};
const schema::Struct& describe(const SMBiosConfiguration*);

/// Settings for one architecture.
struct ArchSpecificConfiguration {
  std::string ovmf_path;
  std::vector<std::string> emulated_machines;
  std::string machine_type;
};
const schema::Struct& describe(const ArchSpecificConfiguration*);

/// Settings by the guest's architecture.
struct ArchConfiguration {
  Box<ArchSpecificConfiguration> amd64;
  Box<ArchSpecificConfiguration> arm64;
  Box<ArchSpecificConfiguration> ppc64le;
  Box<ArchSpecificConfiguration> s390x;
  std::string default_architecture;
};
const schema::Struct& describe(const ArchConfiguration*);

/// Switch by being there. It has no settings.
struct DisableFreePageReporting {};
const schema::Struct& describe(const DisableFreePageReporting*);

/// Switch by being there. It has no settings.
struct DisableSerialConsoleLog {};
const schema::Struct& describe(const DisableSerialConsoleLog*);

/// Switches for all guests.
struct VirtualMachineOptions {
  Box<DisableFreePageReporting> disable_free_page_reporting;
  Box<DisableSerialConsoleLog> disable_serial_console_log;
};
const schema::Struct& describe(const VirtualMachineOptions*);

/// Nodes that merge equal memory pages.
struct KSMConfiguration {
  Box<meta::v1::LabelSelector> node_label_selector;
};
const schema::Struct& describe(const KSMConfiguration*);

/// Bounds of what can be plugged into a running guest.
struct LiveUpdateConfiguration {
  std::uint32_t max_hotplug_ratio = 0;
  std::optional<std::uint32_t> max_cpu_sockets;
  std::optional<schema::Quantity> max_guest;
};
const schema::Struct& describe(const LiveUpdateConfiguration*);

/// A hypervisor.
struct HypervisorConfiguration {
  std::string name;
};
const schema::Struct& describe(const HypervisorConfiguration*);

/// Machines whose changed blocks are tracked: those that either selector finds.
struct ChangedBlockTrackingSelectors {
  Box<meta::v1::LabelSelector> namespace_label_selector;
  Box<meta::v1::LabelSelector> virtual_machine_label_selector;
};
const schema::Struct& describe(const ChangedBlockTrackingSelectors*);

/// Attestation of TDX guests.
struct TDXAttestationConfiguration {
  std::optional<bool> enforced;
  std::optional<std::string> qgs_socket_path;
};
const schema::Struct& describe(const TDXAttestationConfiguration*);

/// Intel Trust Domain Extensions.
struct TDXConfiguration {
  Box<TDXAttestationConfiguration> attestation;
};
const schema::Struct& describe(const TDXConfiguration*);

/// Settings of confidential guests.
struct ConfidentialComputeConfiguration {
  Box<TDXConfiguration> tdx;
};
const schema::Struct& describe(const ConfidentialComputeConfiguration*);

}  // namespace coracle::api::kubevirt::v1
