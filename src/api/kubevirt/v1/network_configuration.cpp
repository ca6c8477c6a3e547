#include "api/kubevirt/v1/network_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const InterfaceBindingMigration*) {
  using T = InterfaceBindingMigration;
  static const Field fields[] = {
      field<&T::method>("method", "link-refresh sets the link down and up after a migration."),
  };
  static const Struct table{"io.kubevirt.v1.InterfaceBindingMigration", "How guests with a binding plugin migrate.",
                            fields};
  return table;
}

const Struct& describe(const InterfaceBindingPlugin*) {
  using T = InterfaceBindingPlugin;
  static const Field fields[] = {
      field<&T::sidecar_image>("sidecarImage",
                               "Image of a container that runs beside the guest and shapes its interface."),
      field<&T::network_attachment_definition>("networkAttachmentDefinition",
                                               "CNI configuration that sets the pod's side up."),
      field<&T::domain_attachment_type>("domainAttachmentType",
                                        "How the guest is attached: tap or managedTap; by the sidecar when empty."),
      field<&T::migration>("migration", "How guests with it migrate."),
      field<&T::downward_api>("downwardAPI", "Data about the device shown to the sidecar."),
      field<&T::compute_resource_overhead>("computeResourceOverhead", "Resources it adds to the guest's container."),
  };
  static const Struct table{"io.kubevirt.v1.InterfaceBindingPlugin", "A binding plugin.", fields};
  return table;
}

const Struct& describe(const NetworkConfiguration*) {
  using T = NetworkConfiguration;
  static const Field fields[] = {
      field<&T::default_network_interface>("defaultNetworkInterface",
                                           "Binding of interfaces that are added by themselves: bridge or masquerade."),
      field<&T::permit_slirp_interface>("permitSlirpInterface", "No longer used."),
      field<&T::permit_bridge_interface_on_pod_network>(
          "permitBridgeInterfaceOnPodNetwork", "Lets the bridge binding be used on the pod network; true when absent."),
      field<&T::binding>("binding", "Binding plugins by name."),
  };
  static const Struct table{"io.kubevirt.v1.NetworkConfiguration", "Settings of networks.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
