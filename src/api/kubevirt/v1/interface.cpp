#include "api/kubevirt/v1/interface.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

Interface::Interface() = default;
Interface::~Interface() = default;
Interface::Interface(const Interface&) = default;
Interface& Interface::operator=(const Interface&) = default;
Interface::Interface(Interface&&) noexcept = default;
Interface& Interface::operator=(Interface&&) noexcept = default;

const Struct& describe(const InterfaceBridge*) {
  static const Struct table{"io.kubevirt.v1.InterfaceBridge", "Bridge binding. It has no settings.", {}};
  return table;
}

const Struct& describe(const DeprecatedInterfaceSlirp*) {
  static const Struct table{
      "io.kubevirt.v1.DeprecatedInterfaceSlirp", "Discontinued binding, kept so that it can be refused by name.", {}};
  return table;
}

const Struct& describe(const InterfaceMasquerade*) {
  static const Struct table{"io.kubevirt.v1.InterfaceMasquerade", "Masquerade binding. It has no settings.", {}};
  return table;
}

const Struct& describe(const InterfaceSRIOV*) {
  static const Struct table{"io.kubevirt.v1.InterfaceSRIOV", "SR-IOV binding. It has no settings.", {}};
  return table;
}

const Struct& describe(const DeprecatedInterfaceMacvtap*) {
  static const Struct table{
      "io.kubevirt.v1.DeprecatedInterfaceMacvtap", "Discontinued binding, kept so that it can be refused by name.", {}};
  return table;
}

const Struct& describe(const DeprecatedInterfacePasst*) {
  static const Struct table{
      "io.kubevirt.v1.DeprecatedInterfacePasst", "Discontinued binding, kept so that it can be refused by name.", {}};
  return table;
}

const Struct& describe(const InterfacePasstBinding*) {
  static const Struct table{"io.kubevirt.v1.InterfacePasstBinding", "Passt binding. It has no settings.", {}};
  return table;
}

const Struct& describe(const PluginBinding*) {
  using T = PluginBinding;
  static const Field fields[] = {
      field<&T::name>("name", "Name the plugin is registered under.").required(),
  };
  static const Struct table{"io.kubevirt.v1.PluginBinding", "A binding that the cluster's administrator registered.",
                            fields};
  return table;
}

const Struct& describe(const Port*) {
  using T = Port;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the port, unique in its interface."),
      field<&T::protocol>("protocol", "TCP or UDP; TCP when empty."),
      field<&T::port>("port", "The port, 1 to 65535.").required(),
  };
  static const Struct table{"io.kubevirt.v1.Port", "A port forwarded to the guest.", fields};
  return table;
}

const Struct& describe(const PortRange*) {
  using T = PortRange;
  static const Field fields[] = {
      field<&T::protocol>("protocol", "TCP or UDP.").required(),
      field<&T::start>("start", "First port.").required(),
      field<&T::end>("end", "Last port.").required(),
  };
  static const Struct table{"io.kubevirt.v1.PortRange", "A range of ports forwarded to the guest.", fields};
  return table;
}

const Struct& describe(const DHCPPrivateOptions*) {
  using T = DHCPPrivateOptions;
  static const Field fields[] = {
      field<&T::option>("option", "Number, 224 to 254.").required(),
      field<&T::value>("value", "Value, as text.").required(),
  };
  static const Struct table{"io.kubevirt.v1.DHCPPrivateOptions", "A site option of DHCP.", fields};
  return table;
}

const Struct& describe(const DHCPOptions*) {
  using T = DHCPOptions;
  static const Field fields[] = {
      field<&T::boot_file_name>("bootFileName", "File to boot from (option 67)."),
      field<&T::tftp_server_name>("tftpServerName", "Server to boot from (option 66)."),
      field<&T::ntp_servers>("ntpServers", "Time servers (option 42)."),
      field<&T::private_options>("privateOptions", "Site options, 224 to 254."),
  };
  static const Struct table{"io.kubevirt.v1.DHCPOptions", "Options added to the guest's DHCP answers.", fields};
  return table;
}

const Struct& describe(const Interface*) {
  using T = Interface;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the interface and of its network.").required(),
      field<&T::model>("model", "Card the guest sees: virtio, e1000e and others; virtio when empty."),
      field<&T::bridge>("bridge", "Bridges the guest to the pod's network; the guest takes over the pod's address."),
      field<&T::slirp>("slirp", "Discontinued binding; always refused."),
      field<&T::masquerade>("masquerade", "Translates addresses between guest and pod; pod network only."),
      field<&T::sriov>("sriov", "Passes a virtual function of a network card through."),
      field<&T::macvtap>("macvtap", "Discontinued binding; always refused."),
      field<&T::passt>("passt", "Discontinued binding; always refused."),
      field<&T::passt_binding>(
          "passtBinding", "Connects through passt, in user space, without translating addresses; pod network only."),
      field<&T::binding>("binding", "Connects through a binding plugin that the cluster registers."),
      field<&T::ports>("ports", "Ports forwarded to the guest; all when none is given. Masquerade only."),
      field<&T::port_ranges>("portRanges", "Ranges of ports forwarded to the guest; not together with ports.").atomic(),
      field<&T::mac_address>("macAddress", "Hardware address, such as de:ad:00:00:be:af; chosen when empty."),
      field<&T::boot_order>("bootOrder", "Place in the boot order, from 1; makes the card boot over the network."),
      field<&T::pci_address>("pciAddress", "PCI address in the guest, as 0000:81:01.10."),
      field<&T::dhcp_options>("dhcpOptions", "Options added to the guest's DHCP answers."),
      field<&T::tag>("tag", "Tag the guest finds the card by, in the metadata of cloud-init."),
      field<&T::acpi_index>("acpiIndex", "ACPI index of the card, which its name in the guest follows; 1 to 16383."),
      field<&T::state>("state", "State of the link: up, down, or absent to unplug it; up when empty."),
  };
  static const Struct table{"io.kubevirt.v1.Interface",
                            "A network interface of the guest. Exactly one of the bindings says how it is connected.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
