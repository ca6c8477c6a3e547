#include "api/kubevirt/v1/migration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VirtualMachineInstanceMigrationSource*) {
  using T = VirtualMachineInstanceMigrationSource;
  static const Field fields[] = {
      field<&T::migration_id>("migrationID", "Name both ends use for the migration.").required(),
      field<&T::connect_url>("connectURL", "Address of the receiving end.").required(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationSource",
                            "The sending end of a migration between clusters.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceMigrationTarget*) {
  using T = VirtualMachineInstanceMigrationTarget;
  static const Field fields[] = {
      field<&T::migration_id>("migrationID", "Name both ends use for the migration.").required(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationTarget",
                            "The receiving end of a migration between clusters.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceMigrationSpec*) {
  using T = VirtualMachineInstanceMigrationSpec;
  static const Field fields[] = {
      field<&T::vmi_name>("vmiName", "Instance to move, in the same namespace."),
      field<&T::added_node_selector>("addedNodeSelector",
                                     "Labels that the target node must have, beside those the guest asks for."),
      field<&T::send_to>("sendTo", "Sends the guest to another cluster."),
      field<&T::receive>("receive", "Takes the guest from another cluster."),
      field<&T::priority>("priority", "Place in the queue; only the system's controllers may set it."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationSpec", "What to move, and where.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceMigrationStatus*) {
  using T = VirtualMachineInstanceMigrationStatus;
  static const Field fields[] = {
      field<&T::phase>("phase", "How far it is."),
      field<&T::conditions>("conditions", "Named aspects of its state."),
      field<&T::phase_transition_timestamps>("phaseTransitionTimestamps", "When each phase began.").atomic(),
      field<&T::migration_state>("migrationState", "Details, copied from the instance at the end."),
      field<&T::synchronization_addresses>("synchronizationAddresses", "Where the sending end may connect.").atomic(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceMigrationStatus", "How a migration goes.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceMigration*) {
  using T = VirtualMachineInstanceMigration;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Name, labels and what else every object carries."),
      field<&T::spec>("spec", "What to move. Fixed once created.").required(),
      field<&T::status>("status", "How it goes."),
  };
  static const Struct table{
      "io.kubevirt.v1.VirtualMachineInstanceMigration",
      "A wish to move a running instance to another node. Deleting it while it runs stops the migration.",
      fields,
      {"kubevirt.io", "v1", "VirtualMachineInstanceMigration"}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
