#include "virt/shared/feature_gates.h"

#include <algorithm>

namespace coracle::virt::shared {
namespace {

constexpr FeatureGate known_gates[] = {
    {"AlignCPUs", GateStage::alpha},
    {"AutoResourceLimitsGate", GateStage::general},
    {"BochsDisplayForEFIGuests", GateStage::general},
    {"CPUManager", GateStage::alpha},
    {"CPUNodeDiscovery", GateStage::general},
    {"ClusterProfiler", GateStage::general},
    {"CommonInstancetypesDeploymentGate", GateStage::general},
    {"ConfigurableHypervisor", GateStage::alpha},
    {"ContainerPathVolumes", GateStage::alpha},
    {"CrossArchitectureVirtualization", GateStage::alpha},
    {"DecentralizedLiveMigration", GateStage::beta},
    {"DeclarativeHotplugVolumes", GateStage::beta},
    {"DisableCustomSELinuxPolicy", GateStage::general},
    {"DisableMDEVConfiguration", GateStage::deprecated},
    {"DockerSELinuxMCSWorkaround", GateStage::deprecated},
    {"DownwardMetrics", GateStage::alpha},
    {"DynamicPodInterfaceNaming", GateStage::general},
    {"EnableVirtioFsConfigVolumes", GateStage::general},
    {"EnableVirtioFsStorageVolumes", GateStage::alpha},
    {"ExpandDisks", GateStage::general},
    {"ExperimentalIgnitionSupport", GateStage::alpha},
    {"ExperimentalVirtiofsSupport", GateStage::discontinued},
    {"ExternalNetResourceInjection", GateStage::beta},
    {"FirmwareAutoSelection", GateStage::alpha},
    {"GPU", GateStage::general},
    {"GPUsWithDRA", GateStage::beta},
    {"GraceIOVirtualization", GateStage::alpha},
    {"HostDevices", GateStage::alpha},
    {"HostDevicesWithDRA", GateStage::beta},
    {"HostDisk", GateStage::alpha},
    {"HotplugNICs", GateStage::general},
    {"HotplugVolumes", GateStage::deprecated},
    {"HypervStrictCheck", GateStage::alpha},
    {"IOMMUFD", GateStage::alpha},
    {"ImageVolume", GateStage::beta},
    {"IncrementalBackup", GateStage::alpha},
    {"InstancetypeReferencePolicy", GateStage::general},
    {"KubevirtSeccompProfile", GateStage::beta},
    {"LibvirtHooksServerAndClient", GateStage::general},
    {"LiveMigration", GateStage::general},
    {"LiveUpdateNADRef", GateStage::general},
    {"Macvtap", GateStage::discontinued},
    {"MigrationDowntimeTuning", GateStage::alpha},
    {"MigrationPriorityQueue", GateStage::general},
    {"MigrationStallDetection", GateStage::alpha},
    {"MultiArchitecture", GateStage::deprecated},
    {"NUMA", GateStage::general},
    {"NetworkBindingPlugins", GateStage::general},
    {"NetworkDevicesWithDRA", GateStage::alpha},
    {"NodeRestriction", GateStage::beta},
    {"NonRoot", GateStage::general},
    {"OCIExport", GateStage::alpha},
    {"ObjectGraph", GateStage::alpha},
    {"OptOutRoleAggregation", GateStage::beta},
    {"PCINUMAAwareTopology", GateStage::alpha},
    {"PSA", GateStage::general},
    {"PanicDevices", GateStage::general},
    {"Passt", GateStage::discontinued},
    {"PasstBinding", GateStage::beta},
    {"PasstIPStackMigration", GateStage::discontinued},
    {"PersistentReservation", GateStage::general},
    {"Plugins", GateStage::alpha},
    {"PodSecondaryInterfaceNamingUpgrade", GateStage::beta},
    {"PortRangesSpec", GateStage::alpha},
    {"RebootPolicy", GateStage::beta},
    {"ReservedOverheadMemlock", GateStage::alpha},
    {"Root", GateStage::alpha},
    {"SRIOVLiveMigration", GateStage::general},
    {"SecureExecution", GateStage::general},
    {"Sidecar", GateStage::alpha},
    {"Snapshot", GateStage::beta},
    {"Template", GateStage::beta},
    {"UtilityVolumes", GateStage::alpha},
    {"VGPULiveMigration", GateStage::alpha},
    {"VMExport", GateStage::general},
    {"VMLiveUpdateFeatures", GateStage::general},
    {"VMPersistentState", GateStage::general},
    {"VMStatsCollector", GateStage::alpha},
    {"VSOCK", GateStage::alpha},
    {"VideoConfig", GateStage::general},
    {"VmiMemoryOverheadReport", GateStage::general},
    {"VolumeMigration", GateStage::general},
    {"VolumesUpdateStrategy", GateStage::general},
    {"WorkloadEncryptionSEV", GateStage::beta},
    {"WorkloadEncryptionTDX", GateStage::alpha},
};

constexpr auto gate_name = [](const FeatureGate& gate) { return gate.name; };
static_assert(std::ranges::is_sorted(known_gates, {}, gate_name));

}  // namespace

std::span<const FeatureGate> feature_gates() { return known_gates; }

const FeatureGate* find_gate(std::string_view name) {
  const auto* found = std::ranges::lower_bound(known_gates, name, {}, gate_name);
  return found != std::end(known_gates) && found->name == name ? found : nullptr;
}

}  // namespace coracle::virt::shared
