#include "api/kubevirt/v1/developer_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const DiskVerification*) {
  using T = DiskVerification;
  static const Field fields[] = {
      field<&T::memory_limit>("memoryLimit", "Memory the check may use.").required(),
  };
  static const Struct table{"io.kubevirt.v1.DiskVerification", "Bounds of the check of disk images.", fields};
  return table;
}

const Struct& describe(const LogVerbosity*) {
  using T = LogVerbosity;
  static const Field fields[] = {
      field<&T::virt_api>("virtAPI", "Of virt-api."),
      field<&T::virt_controller>("virtController", "Of virt-controller."),
      field<&T::virt_handler>("virtHandler", "Of virt-handler."),
      field<&T::virt_launcher>("virtLauncher", "Of virt-launcher."),
      field<&T::virt_operator>("virtOperator", "Of virt-operator."),
      field<&T::virt_synchronization_controller>("virtSynchronizationController",
                                                 "Of virt-synchronization-controller."),
      field<&T::node_verbosity>("nodeVerbosity", "Of virt-handler on single nodes, by node name."),
  };
  static const Struct table{"io.kubevirt.v1.LogVerbosity", "Log levels, from 0 to 9.", fields};
  return table;
}

const Struct& describe(const DeveloperConfiguration*) {
  using T = DeveloperConfiguration;
  static const Field fields[] = {
      field<&T::feature_gates>("featureGates", "Features switched on, by name.").atomic(),
      field<&T::disabled_feature_gates>("disabledFeatureGates", "Features switched off, by name.").atomic(),
      field<&T::pvc_tolerate_less_space_up_to_percent>("pvcTolerateLessSpaceUpToPercent",
                                                       "Per cent of the asked space that a claim may lack; 10 when 0."),
      field<&T::minimum_reserve_pvc_bytes>("minimumReservePVCBytes",
                                           "Bytes kept free on a claim with a disk image; 131072 when 0."),
      field<&T::memory_overcommit>(
          "memoryOvercommit",
          "Per cent of its requested memory that a guest is given, where it names none; 100 when 0.")
          .at_least(10),
      field<&T::node_selectors>("nodeSelectors", "Labels that nodes must have to run guests."),
      field<&T::use_emulation>("useEmulation", "Runs guests by software emulation where a node has no KVM."),
      field<&T::cpu_allocation_ratio>("cpuAllocationRatio",
                                      "Virtual processors a physical one counts for in the pod's request; 10 when 0."),
      field<&T::minimum_cluster_tsc_frequency>(
          "minimumClusterTSCFrequency",
          "Least frequency of time stamp counters, in Hz; found from the nodes when absent."),
      field<&T::disk_verification>("diskVerification", "Bounds of the check of disk images."),
      field<&T::log_verbosity>("logVerbosity", "Log levels."),
      field<&T::cluster_profiler>("clusterProfiler", "Offers the profiles of all components over virt-api."),
  };
  static const Struct table{"io.kubevirt.v1.DeveloperConfiguration", "Feature gates, emulation and log levels.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
