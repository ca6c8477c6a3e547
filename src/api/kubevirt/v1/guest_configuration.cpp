#include "api/kubevirt/v1/guest_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const SMBiosConfiguration*) {
  using T = SMBiosConfiguration;
  static const Field fields[] = {
      field<&T::manufacturer>("manufacturer", "Maker."), field<&T::product>("product", "Product."),
      field<&T::version>("version", "Version."),         field<&T::sku>("sku", "Stock keeping unit."),
      field<&T::family>("family", "Product family."),
  };
  static const Struct table{"io.kubevirt.v1.SMBiosConfiguration", "Data of the system in the guests' SMBIOS tables.",
                            fields};
  return table;
}

const Struct& describe(const ArchSpecificConfiguration*) {
  using T = ArchSpecificConfiguration;
  static const Field fields[] = {
      field<&T::ovmf_path>("ovmfPath", "Directory of the EFI firmware in the launcher."),
      field<&T::emulated_machines>("emulatedMachines", "Machine types that guests may use, as patterns.").atomic(),
      field<&T::machine_type>("machineType", "Machine type of guests that name none."),
  };
  static const Struct table{"io.kubevirt.v1.ArchSpecificConfiguration", "Settings for one architecture.", fields};
  return table;
}

const Struct& describe(const ArchConfiguration*) {
  using T = ArchConfiguration;
  static const Field fields[] = {
      field<&T::amd64>("amd64", "For amd64."),
      field<&T::arm64>("arm64", "For arm64."),
      field<&T::ppc64le>("ppc64le", "For ppc64le; no longer used."),
      field<&T::s390x>("s390x", "For s390x."),
      field<&T::default_architecture>("defaultArchitecture", "Architecture of guests that name none."),
  };
  static const Struct table{"io.kubevirt.v1.ArchConfiguration", "Settings by the guest's architecture.", fields};
  return table;
}

const Struct& describe(const DisableFreePageReporting*) {
  static const Struct table{
      "io.kubevirt.v1.DisableFreePageReporting", "Switch by being there. It has no settings.", {}};
  return table;
}

const Struct& describe(const DisableSerialConsoleLog*) {
  static const Struct table{"io.kubevirt.v1.DisableSerialConsoleLog", "Switch by being there. It has no settings.", {}};
  return table;
}

const Struct& describe(const VirtualMachineOptions*) {
  using T = VirtualMachineOptions;
  static const Field fields[] = {
      field<&T::disable_free_page_reporting>("disableFreePageReporting",
                                             "Does not let guests give free memory back by themselves."),
      field<&T::disable_serial_console_log>("disableSerialConsoleLog",
                                            "Does not log serial consoles, unless a guest asks for it."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineOptions", "Switches for all guests.", fields};
  return table;
}

const Struct& describe(const KSMConfiguration*) {
  using T = KSMConfiguration;
  static const Field fields[] = {
      field<&T::node_label_selector>("nodeLabelSelector", "Labels of these nodes; all where the selector is empty."),
  };
  static const Struct table{"io.kubevirt.v1.KSMConfiguration", "Nodes that merge equal memory pages.", fields};
  return table;
}

const Struct& describe(const LiveUpdateConfiguration*) {
  using T = LiveUpdateConfiguration;
  static const Field fields[] = {
      field<&T::max_hotplug_ratio>("maxHotplugRatio",
                                   "Factor of the most processors and memory to the first; 4 when 0."),
      field<&T::max_cpu_sockets>("maxCpuSockets", "Most processor sockets."),
      field<&T::max_guest>("maxGuest", "Most memory."),
  };
  static const Struct table{"io.kubevirt.v1.LiveUpdateConfiguration",
                            "Bounds of what can be plugged into a running guest.", fields};
  return table;
}

const Struct& describe(const HypervisorConfiguration*) {
  using T = HypervisorConfiguration;
  static const Field fields[] = {
      field<&T::name>("name", "kvm or hyperv-direct.").one_of("kvm|hyperv-direct"),
  };
  static const Struct table{"io.kubevirt.v1.HypervisorConfiguration", "A hypervisor.", fields};
  return table;
}

const Struct& describe(const ChangedBlockTrackingSelectors*) {
  using T = ChangedBlockTrackingSelectors;
  static const Field fields[] = {
      field<&T::namespace_label_selector>("namespaceLabelSelector", "Labels of their namespaces."),
      field<&T::virtual_machine_label_selector>("virtualMachineLabelSelector", "Labels of the machines."),
  };
  static const Struct table{"io.kubevirt.v1.ChangedBlockTrackingSelectors",
                            "Machines whose changed blocks are tracked: those that either selector finds.", fields};
  return table;
}

const Struct& describe(const TDXAttestationConfiguration*) {
  using T = TDXAttestationConfiguration;
  static const Field fields[] = {
      field<&T::enforced>("enforced", "Refuses guests on nodes that cannot attest.").or_else("false"),
      field<&T::qgs_socket_path>("qgsSocketPath", "Socket of the quote service on the node.")
          .or_else("\"/var/run/tdx-qgs/qgs.socket\""),
  };
  static const Struct table{"io.kubevirt.v1.TDXAttestationConfiguration", "Attestation of TDX guests.", fields};
  return table;
}

const Struct& describe(const TDXConfiguration*) {
  using T = TDXConfiguration;
  static const Field fields[] = {
      field<&T::attestation>("attestation", "Attestation of guests."),
  };
  static const Struct table{"io.kubevirt.v1.TDXConfiguration", "Intel Trust Domain Extensions.", fields};
  return table;
}

const Struct& describe(const ConfidentialComputeConfiguration*) {
  using T = ConfidentialComputeConfiguration;
  static const Field fields[] = {
      field<&T::tdx>("tdx", "Intel Trust Domain Extensions.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.ConfidentialComputeConfiguration", "Settings of confidential guests.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
