#pragma once
// The installation, and the settings of the whole cluster.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/core/v1/affinity.h"
#include "api/core/v1/reference.h"
#include "api/kubevirt/v1/kubevirt_configuration.h"
#include "api/kubevirt/v1/kubevirt_status.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of KubeVirtUninstallStrategy.
namespace kube_virt_uninstall_strategy {
inline constexpr std::string_view remove_workloads = "RemoveWorkloads";
inline constexpr std::string_view block_uninstall_if_workloads_exist = "BlockUninstallIfWorkloadsExist";
}  // namespace kube_virt_uninstall_strategy

/// Values of PatchType.
namespace patch_type {
inline constexpr std::string_view json = "json";
inline constexpr std::string_view merge = "merge";
inline constexpr std::string_view strategic = "strategic";
}  // namespace patch_type

/// Values of WorkloadUpdateMethod.
namespace workload_update_method {
inline constexpr std::string_view live_migrate = "LiveMigrate";
inline constexpr std::string_view evict = "Evict";
}  // namespace workload_update_method

/// How running guests get a new launcher after an upgrade.
struct KubeVirtWorkloadUpdateStrategy {
  std::vector<std::string> workload_update_methods;  ///< workload_update_method
  std::optional<std::int64_t> batch_eviction_size;
  std::string batch_eviction_interval;
};
const schema::Struct& describe(const KubeVirtWorkloadUpdateStrategy*);

/// Life of a certificate.
struct CertConfig {
  std::string duration;
  std::string renew_before;
};
const schema::Struct& describe(const CertConfig*);

/// Life of the certificates that the system makes itself.
struct KubeVirtSelfSignConfiguration {
  std::string ca_rotate_interval;
  std::string cert_rotate_interval;
  std::string ca_overlap_interval;
  Box<CertConfig> ca;
  Box<CertConfig> server;
};
const schema::Struct& describe(const KubeVirtSelfSignConfiguration*);

/// How long certificates last.
struct KubeVirtCertificateRotateStrategy {
  Box<KubeVirtSelfSignConfiguration> self_signed;
};
const schema::Struct& describe(const KubeVirtCertificateRotateStrategy*);

/// Nodes a component may run on.
struct NodePlacement {
  std::map<std::string, std::string> node_selector;
  Box<core::v1::Affinity> affinity;
  std::vector<core::v1::Toleration> tolerations;
};
const schema::Struct& describe(const NodePlacement*);

/// Placement and number of a component.
struct ComponentConfig {
  Box<NodePlacement> node_placement;
  std::optional<std::uint32_t> replicas;
};
const schema::Struct& describe(const ComponentConfig*);

/// A patch of an installed object.
struct CustomizeComponentsPatch {
  std::string resource_name;
  std::string resource_type;
  std::string patch;
  std::string type;  ///< patch_type
};
const schema::Struct& describe(const CustomizeComponentsPatch*);

/// Flags of installed programs, without their leading dashes.
struct Flags {
  std::map<std::string, std::string> api;
  std::map<std::string, std::string> controller;
  std::map<std::string, std::string> handler;
};
const schema::Struct& describe(const Flags*);

/// Changes to what is installed.
struct CustomizeComponents {
  std::vector<CustomizeComponentsPatch> patches;
  Box<Flags> flags;
};
const schema::Struct& describe(const CustomizeComponents*);

/// What is installed, and how it works.
struct KubeVirtSpec {
  std::string image_tag;
  std::string image_registry;
  std::string image_pull_policy;
  std::vector<core::v1::LocalObjectReference> image_pull_secrets;
  std::string monitor_namespace;
  std::string service_monitor_namespace;
  std::string monitor_account;
  KubeVirtWorkloadUpdateStrategy workload_update_strategy;
  std::string uninstall_strategy;  ///< kube_virt_uninstall_strategy
  KubeVirtCertificateRotateStrategy certificate_rotate_strategy;
  std::string product_version;
  std::string product_name;
  std::string product_component;
  std::string synchronization_port;
  KubeVirtConfiguration configuration;
  Box<ComponentConfig> infra;
  Box<ComponentConfig> workloads;
  CustomizeComponents customize_components;

  KubeVirtSpec();
  ~KubeVirtSpec();
  KubeVirtSpec(const KubeVirtSpec&);
  KubeVirtSpec& operator=(const KubeVirtSpec&);
  KubeVirtSpec(KubeVirtSpec&&) noexcept;
  KubeVirtSpec& operator=(KubeVirtSpec&&) noexcept;
};
const schema::Struct& describe(const KubeVirtSpec*);

/// The installation: one such object makes virt-operator install everything, and holds the settings of the cluster.
struct KubeVirt {
  std::string api_version = "kubevirt.io/v1";
  std::string kind = "KubeVirt";
  meta::v1::ObjectMeta metadata;
  KubeVirtSpec spec;
  KubeVirtStatus status;
};
const schema::Struct& describe(const KubeVirt*);

}  // namespace coracle::api::kubevirt::v1
