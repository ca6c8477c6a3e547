#include "api/kubevirt/v1/kubevirt.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

KubeVirtSpec::KubeVirtSpec() = default;
KubeVirtSpec::~KubeVirtSpec() = default;
KubeVirtSpec::KubeVirtSpec(const KubeVirtSpec&) = default;
KubeVirtSpec& KubeVirtSpec::operator=(const KubeVirtSpec&) = default;
KubeVirtSpec::KubeVirtSpec(KubeVirtSpec&&) noexcept = default;
KubeVirtSpec& KubeVirtSpec::operator=(KubeVirtSpec&&) noexcept = default;

const Struct& describe(const KubeVirtWorkloadUpdateStrategy*) {
  using T = KubeVirtWorkloadUpdateStrategy;
  static const Field fields[] = {
      field<&T::workload_update_methods>("workloadUpdateMethods",
                                         "Ways, tried in the order LiveMigrate, Evict; none when empty.")
          .atomic(),
      field<&T::batch_eviction_size>("batchEvictionSize", "Guests shut down at a time; 10 when absent."),
      field<&T::batch_eviction_interval>("batchEvictionInterval", "Time between two batches; a minute when absent."),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirtWorkloadUpdateStrategy",
                            "How running guests get a new launcher after an upgrade.", fields};
  return table;
}

const Struct& describe(const CertConfig*) {
  using T = CertConfig;
  static const Field fields[] = {
      field<&T::duration>("duration", "How long it is valid."),
      field<&T::renew_before>("renewBefore", "How long before its end the next one is made."),
  };
  static const Struct table{"io.kubevirt.v1.CertConfig", "Life of a certificate.", fields};
  return table;
}

const Struct& describe(const KubeVirtSelfSignConfiguration*) {
  using T = KubeVirtSelfSignConfiguration;
  static const Field fields[] = {
      field<&T::ca_rotate_interval>("caRotateInterval", "Older form of ca.duration."),
      field<&T::cert_rotate_interval>("certRotateInterval", "Older form of server.duration."),
      field<&T::ca_overlap_interval>("caOverlapInterval", "Older form of ca.renewBefore."),
      field<&T::ca>("ca", "The certificate authority."),
      field<&T::server>("server", "The certificates it signs."),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirtSelfSignConfiguration",
                            "Life of the certificates that the system makes itself.", fields};
  return table;
}

const Struct& describe(const KubeVirtCertificateRotateStrategy*) {
  using T = KubeVirtCertificateRotateStrategy;
  static const Field fields[] = {
      field<&T::self_signed>("selfSigned", "The certificates that the system makes itself."),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirtCertificateRotateStrategy", "How long certificates last.", fields};
  return table;
}

const Struct& describe(const NodePlacement*) {
  using T = NodePlacement;
  static const Field fields[] = {
      field<&T::node_selector>("nodeSelector", "Labels a node must have."),
      field<&T::affinity>("affinity", "Rules that attract it to nodes and pods, or keep it away from them."),
      field<&T::tolerations>("tolerations", "Node taints it puts up with."),
  };
  static const Struct table{"io.kubevirt.v1.NodePlacement", "Nodes a component may run on.", fields};
  return table;
}

const Struct& describe(const ComponentConfig*) {
  using T = ComponentConfig;
  static const Field fields[] = {
      field<&T::node_placement>("nodePlacement", "Nodes it may run on."),
      field<&T::replicas>("replicas", "How many; chosen by the number of nodes when absent."),
  };
  static const Struct table{"io.kubevirt.v1.ComponentConfig", "Placement and number of a component.", fields};
  return table;
}

const Struct& describe(const CustomizeComponentsPatch*) {
  using T = CustomizeComponentsPatch;
  static const Field fields[] = {
      field<&T::resource_name>("resourceName", "Name of the object; * for all.").required().at_least_long(1),
      field<&T::resource_type>("resourceType", "Kind of the object, such as Deployment.").required().at_least_long(1),
      field<&T::patch>("patch", "The patch, as text.").required(),
      field<&T::type>("type", "Kind of patch: json, merge or strategic.").required(),
  };
  static const Struct table{"io.kubevirt.v1.CustomizeComponentsPatch", "A patch of an installed object.", fields};
  return table;
}

const Struct& describe(const Flags*) {
  using T = Flags;
  static const Field fields[] = {
      field<&T::api>("api", "Flags of virt-api."),
      field<&T::controller>("controller", "Flags of virt-controller."),
      field<&T::handler>("handler", "Flags of virt-handler."),
  };
  static const Struct table{"io.kubevirt.v1.Flags", "Flags of installed programs, without their leading dashes.",
                            fields};
  return table;
}

const Struct& describe(const CustomizeComponents*) {
  using T = CustomizeComponents;
  static const Field fields[] = {
      field<&T::patches>("patches", "Patches of installed objects.").atomic(),
      field<&T::flags>("flags", "Flags of installed programs."),
  };
  static const Struct table{"io.kubevirt.v1.CustomizeComponents", "Changes to what is installed.", fields};
  return table;
}

const Struct& describe(const KubeVirtSpec*) {
  using T = KubeVirtSpec;
  static const Field fields[] = {
      field<&T::image_tag>("imageTag", "Tag of the images; the operator's own when empty."),
      field<&T::image_registry>("imageRegistry", "Registry of the images; the operator's own when empty."),
      field<&T::image_pull_policy>("imagePullPolicy", "When images are pulled."),
      field<&T::image_pull_secrets>("imagePullSecrets", "Secrets with the credentials to pull images.").atomic(),
      field<&T::monitor_namespace>("monitorNamespace",
                                   "Namespace of Prometheus; openshift-monitoring or monitoring when empty."),
      field<&T::service_monitor_namespace>("serviceMonitorNamespace", "Namespace the ServiceMonitor is put into."),
      field<&T::monitor_account>("monitorAccount", "Service account of Prometheus; prometheus-k8s when empty."),
      field<&T::workload_update_strategy>("workloadUpdateStrategy",
                                          "How running guests get a new launcher after an upgrade."),
      field<&T::uninstall_strategy>("uninstallStrategy",
                                    "What deleting this object does while virtual machines exist."),
      field<&T::certificate_rotate_strategy>("certificateRotateStrategy", "How long certificates last."),
      field<&T::product_version>("productVersion", "Put into label app.kubernetes.io/version of what is installed."),
      field<&T::product_name>("productName", "Put into label app.kubernetes.io/part-of of what is installed."),
      field<&T::product_component>("productComponent",
                                   "Put into label app.kubernetes.io/component of what is installed."),
      field<&T::synchronization_port>("synchronizationPort",
                                      "Port on which clusters exchange the state of migrations; 9185 when empty."),
      field<&T::configuration>("configuration", "Settings of the cluster."),
      field<&T::infra>("infra", "Placement and number of virt-api and virt-controller."),
      field<&T::workloads>("workloads", "Placement of virt-handler, and so of guests."),
      field<&T::customize_components>("customizeComponents", "Changes to what is installed."),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirtSpec", "What is installed, and how it works.", fields};
  return table;
}

const Struct& describe(const KubeVirt*) {
  using T = KubeVirt;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Name, labels and what else every object carries."),
      field<&T::spec>("spec", "What is installed, and how it works.").required(),
      field<&T::status>("status", "What is there."),
  };
  static const Struct table{"io.kubevirt.v1.KubeVirt",
                            "The installation: one such object makes virt-operator install everything, and holds the "
                            "settings of the cluster.",
                            fields,
                            {"kubevirt.io", "v1", "KubeVirt"}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
