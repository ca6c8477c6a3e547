#pragma once
// The virtual hardware.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/kubevirt/v1/clock.h"
#include "api/kubevirt/v1/cpu.h"
#include "api/kubevirt/v1/devices.h"
#include "api/kubevirt/v1/features.h"
#include "api/kubevirt/v1/firmware.h"
#include "api/kubevirt/v1/launch_security.h"
#include "api/kubevirt/v1/memory.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of IOThreadsPolicy.
namespace io_threads_policy {
inline constexpr std::string_view shared = "shared";
inline constexpr std::string_view auto_ = "auto";
inline constexpr std::string_view supplemental_pool = "supplementalPool";
}  // namespace io_threads_policy

/// Values of RebootPolicy.
namespace reboot_policy {
inline constexpr std::string_view reboot = "Reboot";
inline constexpr std::string_view terminate = "Terminate";
}  // namespace reboot_policy

/// Processor and memory asked of the node.
struct ResourceRequirements {
  std::map<std::string, schema::Quantity> requests;
  std::map<std::string, schema::Quantity> limits;
  bool overcommit_guest_overhead = false;
};
const schema::Struct& describe(const ResourceRequirements*);

/// Machine type.
struct Machine {
  std::string type;
};
const schema::Struct& describe(const Machine*);

/// Size of the I/O thread pool.
struct DiskIOThreads {
  std::optional<std::uint32_t> supplemental_pool_thread_count;
};
const schema::Struct& describe(const DiskIOThreads*);

/// Data of the chassis in the guest's SMBIOS tables.
struct Chassis {
  std::string manufacturer;
  std::string version;
  std::string serial;
  std::string asset;
  std::string sku;
};
const schema::Struct& describe(const Chassis*);

/// The virtual hardware of a guest.
struct DomainSpec {
  ResourceRequirements resources;
  Box<CPU> cpu;
  Box<Memory> memory;
  Box<Machine> machine;
  Box<Firmware> firmware;
  Box<Clock> clock;
  Box<Features> features;
  Devices devices;
  std::string io_threads_policy;  ///< io_threads_policy
  Box<DiskIOThreads> io_threads;
  Box<Chassis> chassis;
  Box<LaunchSecurity> launch_security;
  std::string reboot_policy;  ///< reboot_policy
};
const schema::Struct& describe(const DomainSpec*);

}  // namespace coracle::api::kubevirt::v1
