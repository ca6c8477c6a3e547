#include "api/kubevirt/v1/migration_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const MigrationConfiguration*) {
  using T = MigrationConfiguration;
  static const Field fields[] = {
      field<&T::node_drain_taint_key>(
          "nodeDrainTaintKey",
          "Taint whose appearance on a node moves its guests away; kubevirt.io/drain when absent."),
      field<&T::parallel_outbound_migrations_per_node>(
          "parallelOutboundMigrationsPerNode", "Most migrations that may leave one node at a time; 2 when absent."),
      field<&T::parallel_migrations_per_cluster>("parallelMigrationsPerCluster",
                                                 "Most migrations that may run at a time; 5 when absent."),
      field<&T::allow_auto_converge>(
          "allowAutoConverge",
          "Slows the guest down where it changes memory faster than it is copied; false when absent."),
      field<&T::bandwidth_per_migration>("bandwidthPerMigration",
                                         "Bytes a second that one migration may send; no limit when 0 or absent."),
      field<&T::completion_timeout_per_gib>("completionTimeoutPerGiB",
                                            "Seconds a GiB of memory and disks may take; 150 when absent."),
      field<&T::max_downtime_ms>("maxDowntimeMs", "Milliseconds the guest may stand still at the end.")
          .at_least(1)
          .at_most(2000000),
      field<&T::progress_timeout>("progressTimeout",
                                  "Seconds without progress after which a migration is given up; 150 when absent."),
      field<&T::utility_volumes_timeout>("utilityVolumesTimeout",
                                         "Seconds to wait for utility volumes to be unplugged."),
      field<&T::unsafe_migration_override>("unsafeMigrationOverride",
                                           "Migrates even where a disk's cache mode may lose data; false when absent."),
      field<&T::allow_post_copy>(
          "allowPostCopy",
          "Runs the guest on the target before all memory is there, where copying takes too long; false when absent."),
      field<&T::allow_workload_disruption>(
          "allowWorkloadDisruption", "Pauses the guest, or runs it on the target early, where copying takes too long."),
      field<&T::disable_tls>("disableTLS", "Sends memory unencrypted; false when absent."),
      field<&T::network>("network",
                         "NetworkAttachmentDefinition of a network for migrations alone; the pods' when absent."),
      field<&T::match_selinux_level_on_migration>(
          "matchSELinuxLevelOnMigration", "Gives the target pod the SELinux level of the source; true when absent."),
  };
  static const Struct table{"io.kubevirt.v1.MigrationConfiguration",
                            "Settings of live migrations; a MigrationPolicy overrides them for the guests it selects.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
