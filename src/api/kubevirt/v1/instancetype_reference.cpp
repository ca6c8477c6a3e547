#include "api/kubevirt/v1/instancetype_reference.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const InstancetypeMatcher*) {
  using T = InstancetypeMatcher;
  static const Field fields[] = {
      field<&T::name>("name", "Its name."),
      field<&T::kind>("kind", "Its kind; VirtualMachineClusterInstancetype when empty."),
      field<&T::revision_name>("revisionName",
                               "ControllerRevision that holds it as it was when first used; set by the system."),
      field<&T::infer_from_volume>("inferFromVolume", "Volume whose labels name it."),
      field<&T::infer_from_volume_failure_policy>(
          "inferFromVolumeFailurePolicy", "What happens where that volume names none: Reject, the default, or Ignore."),
  };
  static const Struct table{"io.kubevirt.v1.InstancetypeMatcher", "Names an instance type.", fields};
  return table;
}

const Struct& describe(const PreferenceMatcher*) {
  using T = PreferenceMatcher;
  static const Field fields[] = {
      field<&T::name>("name", "Its name."),
      field<&T::kind>("kind", "Its kind; VirtualMachineClusterPreference when empty."),
      field<&T::revision_name>("revisionName",
                               "ControllerRevision that holds it as it was when first used; set by the system."),
      field<&T::infer_from_volume>("inferFromVolume", "Volume whose labels name it."),
      field<&T::infer_from_volume_failure_policy>(
          "inferFromVolumeFailurePolicy", "What happens where that volume names none: Reject, the default, or Ignore."),
  };
  static const Struct table{"io.kubevirt.v1.PreferenceMatcher", "Names a preference.", fields};
  return table;
}

const Struct& describe(const ControllerRevisionRef*) {
  using T = ControllerRevisionRef;
  static const Field fields[] = {
      field<&T::name>("name", "Its name."),
  };
  static const Struct table{"io.kubevirt.v1.ControllerRevisionRef", "Names a ControllerRevision.", fields};
  return table;
}

const Struct& describe(const InstancetypeStatusRef*) {
  using T = InstancetypeStatusRef;
  static const Field fields[] = {
      field<&T::name>("name", "Its name."),
      field<&T::kind>("kind", "Its kind."),
      field<&T::controller_revision_ref>("controllerRevisionRef",
                                         "ControllerRevision that holds it as it was when first used."),
      field<&T::infer_from_volume>("inferFromVolume", "Volume whose labels named it."),
      field<&T::infer_from_volume_failure_policy>("inferFromVolumeFailurePolicy",
                                                  "What happens where that volume names none."),
  };
  static const Struct table{"io.kubevirt.v1.InstancetypeStatusRef", "An instance type or preference in use.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
