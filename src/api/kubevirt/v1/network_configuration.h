#pragma once
// Cluster settings of networks.
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/kubevirt/v1/container_resources.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of DomainAttachmentType.
namespace domain_attachment_type {
inline constexpr std::string_view tap = "tap";
inline constexpr std::string_view managed_tap = "managedTap";
}  // namespace domain_attachment_type

/// Values of MigrationMethod.
namespace migration_method {
inline constexpr std::string_view link_refresh = "link-refresh";
}  // namespace migration_method

/// Values of NetworkBindingDownwardAPIType.
namespace network_binding_downward_api_type {
inline constexpr std::string_view device_info = "device-info";
}  // namespace network_binding_downward_api_type

/// How guests with a binding plugin migrate.
struct InterfaceBindingMigration {
  std::string method;  ///< migration_method
};
const schema::Struct& describe(const InterfaceBindingMigration*);

/// A binding plugin.
struct InterfaceBindingPlugin {
  std::string sidecar_image;
  std::string network_attachment_definition;
  std::string domain_attachment_type;  ///< domain_attachment_type
  Box<InterfaceBindingMigration> migration;
  std::string downward_api;  ///< network_binding_downward_api_type
  Box<ResourceRequirementsWithoutClaims> compute_resource_overhead;
};
const schema::Struct& describe(const InterfaceBindingPlugin*);

/// Settings of networks.
struct NetworkConfiguration {
  std::string default_network_interface;
  std::optional<bool> permit_slirp_interface;
  std::optional<bool> permit_bridge_interface_on_pod_network;
  std::map<std::string, InterfaceBindingPlugin> binding;
};
const schema::Struct& describe(const NetworkConfiguration*);

}  // namespace coracle::api::kubevirt::v1
