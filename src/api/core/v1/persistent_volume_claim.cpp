#include "api/core/v1/persistent_volume_claim.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

PersistentVolumeClaimSpec::PersistentVolumeClaimSpec() = default;
PersistentVolumeClaimSpec::~PersistentVolumeClaimSpec() = default;
PersistentVolumeClaimSpec::PersistentVolumeClaimSpec(const PersistentVolumeClaimSpec&) = default;
PersistentVolumeClaimSpec& PersistentVolumeClaimSpec::operator=(const PersistentVolumeClaimSpec&) = default;
PersistentVolumeClaimSpec::PersistentVolumeClaimSpec(PersistentVolumeClaimSpec&&) noexcept = default;
PersistentVolumeClaimSpec& PersistentVolumeClaimSpec::operator=(PersistentVolumeClaimSpec&&) noexcept = default;

const Struct& describe(const PersistentVolumeClaimSpec*) {
  using T = PersistentVolumeClaimSpec;
  static const Field fields[] = {
      field<&T::access_modes>("accessModes", "How it is to be used.").atomic(),
      field<&T::resources>("resources", "How much is wanted."),
      field<&T::volume_name>("volumeName", "Volume it is bound to."),
      field<&T::storage_class_name>("storageClassName", "Class it is made from; empty for volumes without one."),
      field<&T::volume_mode>("volumeMode", "Filesystem or Block.").one_of("Block|Filesystem"),
      field<&T::data_source>("dataSource", "What it is filled from, in the same namespace."),
      field<&T::data_source_ref>("dataSourceRef", "What it is filled from."),
      field<&T::volume_attributes_class_name>("volumeAttributesClassName", "Class of changeable properties."),
      field<&T::selector>("selector", "Volumes by label."),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeClaimSpec", "What storage is wanted.", fields};
  return table;
}

const Struct& describe(const ModifyVolumeStatus*) {
  using T = ModifyVolumeStatus;
  static const Field fields[] = {
      field<&T::status>("status", "Pending, InProgress or Infeasible.")
          .required()
          .one_of("InProgress|Infeasible|Pending"),
      field<&T::target_volume_attributes_class_name>("targetVolumeAttributesClassName",
                                                     "Class of properties being set."),
  };
  static const Struct table{"io.k8s.api.core.v1.ModifyVolumeStatus", "How changing properties stands.", fields};
  return table;
}

const Struct& describe(const PersistentVolumeClaimCondition*) {
  using T = PersistentVolumeClaimCondition;
  static const Field fields[] = {
      field<&T::type>("type", "Name of the aspect.").required(),
      field<&T::status>("status", "True, False or Unknown.").required(),
      field<&T::last_probe_time>("lastProbeTime", "When the condition was last looked at."),
      field<&T::last_transition_time>("lastTransitionTime", "When the condition's status last changed."),
      field<&T::message>("message", "Details for people."),
      field<&T::reason>("reason", "One word for the cause, in CamelCase."),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeClaimCondition", "One aspect of how a claim stands.",
                            fields};
  return table;
}

const Struct& describe(const PersistentVolumeClaimStatus*) {
  using T = PersistentVolumeClaimStatus;
  static const Field fields[] = {
      field<&T::phase>("phase", "Pending, Bound or Lost.").one_of("Bound|Lost|Pending"),
      field<&T::access_modes>("accessModes", "How it may be used.").atomic(),
      field<&T::capacity>("capacity", "How much there is."),
      field<&T::allocated_resources>("allocatedResources", "How much is set aside while it grows."),
      field<&T::allocated_resource_statuses>("allocatedResourceStatuses", "How growing stands."),
      field<&T::current_volume_attributes_class_name>("currentVolumeAttributesClassName",
                                                      "Class of properties in force."),
      field<&T::modify_volume_status>("modifyVolumeStatus", "How changing properties stands."),
      field<&T::conditions>("conditions", "How it stands, by named aspect.").merge_by("type"),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeClaimStatus", "How a claim stands.", fields};
  return table;
}

PersistentVolumeClaim::PersistentVolumeClaim() = default;
PersistentVolumeClaim::~PersistentVolumeClaim() = default;
PersistentVolumeClaim::PersistentVolumeClaim(const PersistentVolumeClaim&) = default;
PersistentVolumeClaim& PersistentVolumeClaim::operator=(const PersistentVolumeClaim&) = default;
PersistentVolumeClaim::PersistentVolumeClaim(PersistentVolumeClaim&&) noexcept = default;
PersistentVolumeClaim& PersistentVolumeClaim::operator=(PersistentVolumeClaim&&) noexcept = default;

const Struct& describe(const PersistentVolumeClaim*) {
  using T = PersistentVolumeClaim;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted."),
      field<&T::status>("status", "What is; set by the system."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.PersistentVolumeClaim", "A wish for storage.", fields, {"", "v1", "PersistentVolumeClaim"}};
  return table;
}

const Struct& describe(const PersistentVolumeClaimTemplate*) {
  using T = PersistentVolumeClaimTemplate;
  static const Field fields[] = {
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::spec>("spec", "What is wanted.").required(),
  };
  static const Struct table{"io.k8s.api.core.v1.PersistentVolumeClaimTemplate", "A claim to make.", fields};
  return table;
}

}  // namespace coracle::api::core::v1
