#include "api/kubevirt/v1/domain.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ResourceRequirements*) {
  using T = ResourceRequirements;
  static const Field fields[] = {
      field<&T::requests>("requests", "The least that must be free on the node."),
      field<&T::limits>("limits", "The most that may be used."),
      field<&T::overcommit_guest_overhead>(
          "overcommitGuestOverhead",
          "Leaves the overhead of the machine's own processes out of the pod's memory request."),
  };
  static const Struct table{"io.kubevirt.v1.ResourceRequirements", "Processor and memory asked of the node.", fields};
  return table;
}

const Struct& describe(const Machine*) {
  using T = Machine;
  static const Field fields[] = {
      field<&T::type>("type", "QEMU machine type, such as q35 or pc-q35-rhel9.6.0.").always(),
  };
  static const Struct table{"io.kubevirt.v1.Machine", "Machine type.", fields};
  return table;
}

const Struct& describe(const DiskIOThreads*) {
  using T = DiskIOThreads;
  static const Field fields[] = {
      field<&T::supplemental_pool_thread_count>("supplementalPoolThreadCount",
                                                "Threads of the pool; needs policy supplementalPool."),
  };
  static const Struct table{"io.kubevirt.v1.DiskIOThreads", "Size of the I/O thread pool.", fields};
  return table;
}

const Struct& describe(const Chassis*) {
  using T = Chassis;
  static const Field fields[] = {
      field<&T::manufacturer>("manufacturer", "Maker."), field<&T::version>("version", "Version."),
      field<&T::serial>("serial", "Serial number."),     field<&T::asset>("asset", "Asset tag."),
      field<&T::sku>("sku", "Stock keeping unit."),
  };
  static const Struct table{"io.kubevirt.v1.Chassis", "Data of the chassis in the guest's SMBIOS tables.", fields};
  return table;
}

const Struct& describe(const DomainSpec*) {
  using T = DomainSpec;
  static const Field fields[] = {
      field<&T::resources>("resources", "Processor and memory asked of the node."),
      field<&T::cpu>("cpu", "Processors of the guest."),
      field<&T::memory>("memory", "Memory of the guest."),
      field<&T::machine>("machine", "Machine type."),
      field<&T::firmware>("firmware", "Firmware and how it boots."),
      field<&T::clock>("clock", "The hardware clock and its timers.").any_members(),
      field<&T::features>("features", "Features of the hypervisor that the guest may use."),
      field<&T::devices>("devices", "Disks, interfaces and all other devices.").required(),
      field<&T::io_threads_policy>("ioThreadsPolicy",
                                   "How disks are spread over I/O threads; no I/O threads when empty."),
      field<&T::io_threads>("ioThreads", "Size of the I/O thread pool."),
      field<&T::chassis>("chassis", "Data of the chassis in the guest's SMBIOS tables."),
      field<&T::launch_security>("launchSecurity", "Protection of the guest's memory from its host."),
      field<&T::reboot_policy>("rebootPolicy", "What a reboot inside the guest does; Reboot when empty.")
          .one_of("Reboot|Terminate"),
  };
  static const Struct table{"io.kubevirt.v1.DomainSpec", "The virtual hardware of a guest.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
