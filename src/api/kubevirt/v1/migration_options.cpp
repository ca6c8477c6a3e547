#include "api/kubevirt/v1/migration_options.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const StallDetectorOptions*) {
  using T = StallDetectorOptions;
  static const Field fields[] = {
      field<&T::stall_margin>("stallMargin", "Per cent that the rest to copy must shrink by to count as progress.")
          .at_least(0)
          .at_most(100),
      field<&T::ewma_alpha>("ewmaAlpha", "Weight of the newest measurement in the moving average, 0 to 1."),
      field<&T::stall_progress_timeout>("stallProgressTimeout", "Seconds without progress that make a stall.")
          .at_least(0),
      field<&T::switchover_timeout>("switchoverTimeout", "Seconds to wait for the switch to the target.").at_least(0),
      field<&T::precopy_possible_factor>(
          "precopyPossibleFactor", "Factor on the estimate of whether copying can end within the allowed downtime."),
      field<&T::patience_window_decay_factor>("patienceWindowDecayFactor",
                                              "Factor by which patience shrinks with each stall."),
      field<&T::search_local_minima>("searchLocalMinima", "Looks for the moment when least is left to copy."),
      field<&T::completion_timeout_factor>("completionTimeoutFactor", "Factor on the time a migration may take."),
  };
  static const Struct table{"io.kubevirt.v1.StallDetectorOptions", "When a migration counts as stuck.", fields};
  return table;
}

const Struct& describe(const DowntimeTuningOptions*) {
  using T = DowntimeTuningOptions;
  static const Field fields[] = {
      field<&T::initial_ms>("initialMs", "Milliseconds allowed at first.").at_least(1),
      field<&T::steps>("steps", "Steps up to the most allowed.").at_least(1),
      field<&T::start_after_iteration>("startAfterIteration", "Round of copying after which it begins to grow.")
          .at_least(1),
      field<&T::cooldown_seconds>("cooldownSeconds", "Seconds between two steps.").at_least(1),
  };
  static const Struct table{"io.kubevirt.v1.DowntimeTuningOptions", "How the allowed downtime grows.", fields};
  return table;
}

const Struct& describe(const ExperimentalMigrationOptions*) {
  using T = ExperimentalMigrationOptions;
  static const Field fields[] = {
      field<&T::stall_detector>("stallDetector", "When a migration counts as stuck."),
      field<&T::downtime_tuning>("downtimeTuning", "How the allowed downtime grows."),
      field<&T::compression>("compression", "Compression of what is sent: none or zstd.").one_of("none|zstd"),
  };
  static const Struct table{"io.kubevirt.v1.ExperimentalMigrationOptions", "Settings that may change or go.", fields};
  return table;
}

const Struct& describe(const VMIMConfigurationOptions*) {
  using T = VMIMConfigurationOptions;
  static const Field fields[] = {
      field<&T::node_drain_taint_key>("nodeDrainTaintKey", "Taint whose appearance on a node moves its guests away."),
      field<&T::parallel_outbound_migrations_per_node>("parallelOutboundMigrationsPerNode",
                                                       "Most migrations that may leave one node at a time."),
      field<&T::parallel_migrations_per_cluster>("parallelMigrationsPerCluster",
                                                 "Most migrations that may run at a time."),
      field<&T::allow_auto_converge>("allowAutoConverge",
                                     "Slows the guest down where it changes memory faster than it is copied."),
      field<&T::bandwidth_per_migration>("bandwidthPerMigration",
                                         "Bytes a second that one migration may send; no limit when 0."),
      field<&T::completion_timeout_per_gib>(
          "completionTimeoutPerGiB",
          "Seconds a GiB of memory and disks may take, after which the migration is given up or changed."),
      field<&T::max_downtime_ms>("maxDowntimeMs", "Milliseconds the guest may stand still at the end.")
          .at_least(1)
          .at_most(2000000),
      field<&T::progress_timeout>("progressTimeout", "Seconds without progress after which it is given up."),
      field<&T::utility_volumes_timeout>("utilityVolumesTimeout",
                                         "Seconds to wait for utility volumes to be unplugged."),
      field<&T::unsafe_migration_override>("unsafeMigrationOverride",
                                           "Migrates even where a disk's cache mode may lose data."),
      field<&T::allow_post_copy>(
          "allowPostCopy", "Runs the guest on the target before all memory is there, where copying takes too long."),
      field<&T::allow_workload_disruption>(
          "allowWorkloadDisruption", "Pauses the guest, or runs it on the target early, where copying takes too long."),
      field<&T::disable_tls>("disableTLS", "Sends memory unencrypted."),
      field<&T::network>("network", "NetworkAttachmentDefinition of a network for migrations alone."),
      field<&T::match_selinux_level_on_migration>("matchSELinuxLevelOnMigration",
                                                  "Gives the target pod the SELinux level of the source."),
      field<&T::experimental>("experimental", "Settings that may change or go."),
  };
  static const Struct table{"io.kubevirt.v1.VMIMConfigurationOptions", "Settings in force for one migration.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
