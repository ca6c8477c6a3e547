#include "api/kubevirt/v1/guest_agent.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const GuestAgentCommandInfo*) {
  using T = GuestAgentCommandInfo;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the command.").always(),
      field<&T::enabled>("enabled", "Whether it may be used."),
  };
  static const Struct table{"io.kubevirt.v1.GuestAgentCommandInfo", "A command of the guest's agent.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceGuestOSUser*) {
  using T = VirtualMachineInstanceGuestOSUser;
  static const Field fields[] = {
      field<&T::user_name>("userName", "Name of the user.").always(),
      field<&T::domain>("domain", "Domain of the user, on Windows."),
      field<&T::login_time>("loginTime", "Time of the login, in seconds since 1970."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceGuestOSUser", "A user logged in.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceFileSystemDisk*) {
  using T = VirtualMachineInstanceFileSystemDisk;
  static const Field fields[] = {
      field<&T::serial>("serial", "Serial number of the disk."),
      field<&T::bus_type>("busType", "Bus of the disk.").always(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceFileSystemDisk", "A disk under a filesystem.",
                            fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceFileSystem*) {
  using T = VirtualMachineInstanceFileSystem;
  static const Field fields[] = {
      field<&T::disk_name>("diskName", "Name of its device inside the guest.").always(),
      field<&T::mount_point>("mountPoint", "Directory it is mounted at.").always(),
      field<&T::file_system_type>("fileSystemType", "Its type.").always(),
      field<&T::used_bytes>("usedBytes", "Bytes in use.").always(),
      field<&T::total_bytes>("totalBytes", "Bytes it can hold.").always(),
      field<&T::disk>("disk", "Disks it lies on."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceFileSystem", "A filesystem of the guest.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceFileSystemInfo*) {
  using T = VirtualMachineInstanceFileSystemInfo;
  static const Field fields[] = {
      field<&T::disks>("disks", "The filesystems.").always(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceFileSystemInfo", "Filesystems of the guest.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceGuestAgentInfo*) {
  using T = VirtualMachineInstanceGuestAgentInfo;
  static const Field fields[] = {
      field<&T::guest_agent_version>("guestAgentVersion", "Version of the agent."),
      field<&T::supported_commands>("supportedCommands", "Commands the agent knows.").atomic(),
      field<&T::hostname>("hostname", "Host name inside the guest."),
      field<&T::os>("os", "Operating system."),
      field<&T::timezone>("timezone", "Time zone, as name and offset."),
      field<&T::user_list>("userList", "Users logged in."),
      field<&T::fs_info>("fsInfo", "Filesystems."),
      field<&T::fs_freeze_status>("fsFreezeStatus", "\"frozen\" while the filesystems are held still."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceGuestAgentInfo", "Answer of guestosinfo.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
