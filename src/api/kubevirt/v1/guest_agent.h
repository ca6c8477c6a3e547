#pragma once
// Answers of the subresources that ask a guest's agent.
#include <cstdint>
#include <string>
#include <vector>

#include "api/kubevirt/v1/virtual_machine_instance_status.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A command of the guest's agent.
struct GuestAgentCommandInfo {
  std::string name;
  bool enabled = false;
};
const schema::Struct& describe(const GuestAgentCommandInfo*);

/// A user logged in.
struct VirtualMachineInstanceGuestOSUser {
  std::string user_name;
  std::string domain;
  double login_time = 0;
};
const schema::Struct& describe(const VirtualMachineInstanceGuestOSUser*);

/// A disk under a filesystem.
struct VirtualMachineInstanceFileSystemDisk {
  std::string serial;
  std::string bus_type;
};
const schema::Struct& describe(const VirtualMachineInstanceFileSystemDisk*);

/// A filesystem of the guest.
struct VirtualMachineInstanceFileSystem {
  std::string disk_name;
  std::string mount_point;
  std::string file_system_type;
  std::int64_t used_bytes = 0;
  std::int64_t total_bytes = 0;
  std::vector<VirtualMachineInstanceFileSystemDisk> disk;
};
const schema::Struct& describe(const VirtualMachineInstanceFileSystem*);

/// Filesystems of the guest.
struct VirtualMachineInstanceFileSystemInfo {
  std::vector<VirtualMachineInstanceFileSystem> disks;
};
const schema::Struct& describe(const VirtualMachineInstanceFileSystemInfo*);

/// Answer of guestosinfo.
struct VirtualMachineInstanceGuestAgentInfo {
  std::string guest_agent_version;
  std::vector<GuestAgentCommandInfo> supported_commands;
  std::string hostname;
  VirtualMachineInstanceGuestOSInfo os;
  std::string timezone;
  std::vector<VirtualMachineInstanceGuestOSUser> user_list;
  VirtualMachineInstanceFileSystemInfo fs_info;
  std::string fs_freeze_status;
};
const schema::Struct& describe(const VirtualMachineInstanceGuestAgentInfo*);

}  // namespace coracle::api::kubevirt::v1
