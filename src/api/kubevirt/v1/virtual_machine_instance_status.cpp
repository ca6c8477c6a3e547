#include "api/kubevirt/v1/virtual_machine_instance_status.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

VirtualMachineInstanceStatus::VirtualMachineInstanceStatus() = default;
VirtualMachineInstanceStatus::~VirtualMachineInstanceStatus() = default;
VirtualMachineInstanceStatus::VirtualMachineInstanceStatus(const VirtualMachineInstanceStatus&) = default;
VirtualMachineInstanceStatus& VirtualMachineInstanceStatus::operator=(const VirtualMachineInstanceStatus&) = default;
VirtualMachineInstanceStatus::VirtualMachineInstanceStatus(VirtualMachineInstanceStatus&&) noexcept = default;
VirtualMachineInstanceStatus& VirtualMachineInstanceStatus::operator=(VirtualMachineInstanceStatus&&) noexcept =
    default;

const Struct& describe(const VirtualMachineInstanceNetworkInterface*) {
  using T = VirtualMachineInstanceNetworkInterface;
  static const Field fields[] = {
      field<&T::ip_address>("ipAddress", "First address, of the family the pod prefers."),
      field<&T::mac>("mac", "Hardware address."),
      field<&T::name>("name", "Name of the interface in the specification; empty for one that only the guest knows."),
      field<&T::ip_addresses>("ipAddresses", "All addresses."),
      field<&T::pod_interface_name>("podInterfaceName", "Name of the interface in the pod's network namespace."),
      field<&T::interface_name>("interfaceName", "Name of the interface inside the guest."),
      field<&T::info_source>("infoSource",
                             "Who reports this interface: domain, guest-agent, multus-status, joined by commas."),
      field<&T::queue_count>("queueCount", "Queues that carry its packets."),
      field<&T::link_state>("linkState", "State of the link: up or down."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceNetworkInterface",
                            "A network interface of the running guest.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceGuestOSInfo*) {
  using T = VirtualMachineInstanceGuestOSInfo;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the system."),
      field<&T::kernel_release>("kernelRelease", "Release of its kernel."),
      field<&T::version>("version", "Version of the system."),
      field<&T::pretty_name>("prettyName", "Name and version as shown to people."),
      field<&T::version_id>("versionId", "Version as a bare number."),
      field<&T::kernel_version>("kernelVersion", "Build of its kernel."),
      field<&T::machine>("machine", "Hardware name of the processor."),
      field<&T::id>("id", "Short name of the system."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceGuestOSInfo",
                            "The guest's operating system, as its agent reports it.", fields};
  return table;
}

const Struct& describe(const KernelInfo*) {
  using T = KernelInfo;
  static const Field fields[] = {
      field<&T::checksum>("checksum", "CRC-32 of the file.").in_format("int64").at_least(0).at_most(4294967295),
  };
  static const Struct table{"io.kubevirt.v1.KernelInfo", "A kernel in use.", fields};
  return table;
}

const Struct& describe(const InitrdInfo*) {
  using T = InitrdInfo;
  static const Field fields[] = {
      field<&T::checksum>("checksum", "CRC-32 of the file.").in_format("int64").at_least(0).at_most(4294967295),
  };
  static const Struct table{"io.kubevirt.v1.InitrdInfo", "An initial ramdisk in use.", fields};
  return table;
}

const Struct& describe(const KernelBootStatus*) {
  using T = KernelBootStatus;
  static const Field fields[] = {
      field<&T::kernel_info>("kernelInfo", "The kernel."),
      field<&T::initrd_info>("initrdInfo", "The initial ramdisk."),
  };
  static const Struct table{"io.kubevirt.v1.KernelBootStatus", "Kernel and initial ramdisk booted directly.", fields};
  return table;
}

const Struct& describe(const TopologyHints*) {
  using T = TopologyHints;
  static const Field fields[] = {
      field<&T::tsc_frequency>("tscFrequency", "Frequency of the time stamp counter the guest was promised, in Hz."),
  };
  static const Struct table{"io.kubevirt.v1.TopologyHints", "Facts about nodes that the guest depends on.", fields};
  return table;
}

const Struct& describe(const CPUTopology*) {
  using T = CPUTopology;
  static const Field fields[] = {
      field<&T::cores>("cores", "Cores of each socket."),
      field<&T::sockets>("sockets", "Sockets."),
      field<&T::threads>("threads", "Threads of each core."),
  };
  static const Struct table{"io.kubevirt.v1.CPUTopology", "Processors of the guest.", fields};
  return table;
}

const Struct& describe(const MemoryStatus*) {
  using T = MemoryStatus;
  static const Field fields[] = {
      field<&T::guest_at_boot>("guestAtBoot", "Memory the guest booted with."),
      field<&T::guest_current>("guestCurrent", "Memory the guest has."),
      field<&T::guest_requested>("guestRequested", "Memory asked for, which a hotplug is still to bring."),
      field<&T::memory_overhead>("memoryOverhead", "Memory the machine's own processes were given beside the guest's."),
  };
  static const Struct table{"io.kubevirt.v1.MemoryStatus", "Memory of the guest.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceStatus*) {
  using T = VirtualMachineInstanceStatus;
  static const Field fields[] = {
      field<&T::node_name>("nodeName", "Node that runs the guest."),
      field<&T::reason>("reason", "One word on why the instance is in its phase."),
      field<&T::conditions>("conditions", "Named aspects of the instance's state."),
      field<&T::phase>("phase", "Where the instance is in its life."),
      field<&T::phase_transition_timestamps>("phaseTransitionTimestamps", "When each phase began.").atomic(),
      field<&T::interfaces>("interfaces", "The guest's network interfaces with their addresses."),
      field<&T::guest_os_info>("guestOSInfo", "Operating system, as its agent reports it."),
      field<&T::migration_state>("migrationState", "The last or current live migration."),
      field<&T::migration_method>(
          "migrationMethod", "Whether a migration would copy disks (BlockMigration) or memory only (LiveMigration)."),
      field<&T::migration_transport>("migrationTransport", "How migration traffic reaches the guest's process."),
      field<&T::qos_class>("qosClass", "Quality of service class of the pod."),
      field<&T::launcher_container_image_version>("launcherContainerImageVersion",
                                                  "Image of the launcher that runs the guest."),
      field<&T::evacuation_node_name>("evacuationNodeName",
                                      "Node the guest must leave; set when an eviction was asked for."),
      field<&T::active_pods>("activePods", "Nodes by the uid of the launcher pods on them; two during a migration."),
      field<&T::volume_status>("volumeStatus", "State of each volume.").atomic(),
      field<&T::kernel_boot_status>("kernelBootStatus", "Kernel and initial ramdisk booted directly."),
      field<&T::fs_freeze_status>("fsFreezeStatus", "\"frozen\" while the guest's filesystems are held still."),
      field<&T::topology_hints>("topologyHints", "Facts about the node that the guest depends on."),
      field<&T::virtual_machine_revision_name>(
          "virtualMachineRevisionName",
          "ControllerRevision that holds the virtual machine's specification at this start."),
      field<&T::runtime_user>("runtimeUser", "User id the guest's process runs under; 107 when not root.").always(),
      field<&T::vsock_cid>("VSOCKCID", "Address of the guest on its node's vsock.")
          .in_format("int64")
          .at_least(0)
          .at_most(4294967295),
      field<&T::selinux_context>("selinuxContext", "SELinux context of the launcher's container."),
      field<&T::machine>("machine", "Machine type in use."),
      field<&T::current_cpu_topology>("currentCPUTopology", "Processors the guest has now."),
      field<&T::memory>("memory", "Memory the guest has now."),
      field<&T::migrated_volumes>("migratedVolumes", "Volumes that are being moved to other claims.").atomic(),
      field<&T::changed_block_tracking>("changedBlockTracking",
                                        "Whether changed blocks are tracked for incremental backups.")
          .nullable(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceStatus",
                            "What the controllers know about an instance.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
