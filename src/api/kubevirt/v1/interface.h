#pragma once
// Network interfaces.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of InterfaceState.
namespace interface_state {
inline constexpr std::string_view absent = "absent";
inline constexpr std::string_view up = "up";
inline constexpr std::string_view down = "down";
}  // namespace interface_state

/// Bridge binding. It has no settings.
struct InterfaceBridge {};
const schema::Struct& describe(const InterfaceBridge*);

/// Discontinued binding, kept so that it can be refused by name.
struct DeprecatedInterfaceSlirp {};
const schema::Struct& describe(const DeprecatedInterfaceSlirp*);

/// Masquerade binding. It has no settings.
struct InterfaceMasquerade {};
const schema::Struct& describe(const InterfaceMasquerade*);

/// SR-IOV binding. It has no settings.
struct InterfaceSRIOV {};
const schema::Struct& describe(const InterfaceSRIOV*);

/// Discontinued binding, kept so that it can be refused by name.
struct DeprecatedInterfaceMacvtap {};
const schema::Struct& describe(const DeprecatedInterfaceMacvtap*);

/// Discontinued binding, kept so that it can be refused by name.
struct DeprecatedInterfacePasst {};
const schema::Struct& describe(const DeprecatedInterfacePasst*);

/// Passt binding. It has no settings.
struct InterfacePasstBinding {};
const schema::Struct& describe(const InterfacePasstBinding*);

/// A binding that the cluster's administrator registered.
struct PluginBinding {
  std::string name;
};
const schema::Struct& describe(const PluginBinding*);

/// A port forwarded to the guest.
struct Port {
  std::string name;
  std::string protocol;
  std::int32_t port = 0;
};
const schema::Struct& describe(const Port*);

/// A range of ports forwarded to the guest.
struct PortRange {
  std::string protocol;
  std::int32_t start = 0;
  std::int32_t end = 0;
};
const schema::Struct& describe(const PortRange*);

/// A site option of DHCP.
struct DHCPPrivateOptions {
  std::int64_t option = 0;
  std::string value;
};
const schema::Struct& describe(const DHCPPrivateOptions*);

/// Options added to the guest's DHCP answers.
struct DHCPOptions {
  std::string boot_file_name;
  std::string tftp_server_name;
  std::vector<std::string> ntp_servers;
  std::vector<DHCPPrivateOptions> private_options;
};
const schema::Struct& describe(const DHCPOptions*);

/// A network interface of the guest. Exactly one of the bindings says how it is connected.
struct Interface {
  std::string name;
  std::string model;
  Box<InterfaceBridge> bridge;
  Box<DeprecatedInterfaceSlirp> slirp;
  Box<InterfaceMasquerade> masquerade;
  Box<InterfaceSRIOV> sriov;
  Box<DeprecatedInterfaceMacvtap> macvtap;
  Box<DeprecatedInterfacePasst> passt;
  Box<InterfacePasstBinding> passt_binding;
  Box<PluginBinding> binding;
  std::vector<Port> ports;
  std::vector<PortRange> port_ranges;
  std::string mac_address;
  std::optional<std::uint32_t> boot_order;
  std::string pci_address;
  Box<DHCPOptions> dhcp_options;
  std::string tag;
  std::int64_t acpi_index = 0;
  std::string state;  ///< interface_state

  Interface();
  ~Interface();
  Interface(const Interface&);
  Interface& operator=(const Interface&);
  Interface(Interface&&) noexcept;
  Interface& operator=(Interface&&) noexcept;
};
const schema::Struct& describe(const Interface*);

}  // namespace coracle::api::kubevirt::v1
