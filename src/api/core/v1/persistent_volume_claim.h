#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/reference.h"
#include "api/core/v1/resources.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// What storage is wanted.
struct PersistentVolumeClaimSpec {
  std::vector<std::string> access_modes;
  VolumeResourceRequirements resources;
  std::string volume_name;
  std::optional<std::string> storage_class_name;
  std::optional<std::string> volume_mode;
  Box<TypedLocalObjectReference> data_source;
  Box<TypedObjectReference> data_source_ref;
  std::optional<std::string> volume_attributes_class_name;
  Box<meta::v1::LabelSelector> selector;

  PersistentVolumeClaimSpec();
  ~PersistentVolumeClaimSpec();
  PersistentVolumeClaimSpec(const PersistentVolumeClaimSpec&);
  PersistentVolumeClaimSpec& operator=(const PersistentVolumeClaimSpec&);
  PersistentVolumeClaimSpec(PersistentVolumeClaimSpec&&) noexcept;
  PersistentVolumeClaimSpec& operator=(PersistentVolumeClaimSpec&&) noexcept;
};
const schema::Struct& describe(const PersistentVolumeClaimSpec*);

/// How changing properties stands.
struct ModifyVolumeStatus {
  std::string status;
  std::string target_volume_attributes_class_name;
};
const schema::Struct& describe(const ModifyVolumeStatus*);

/// One aspect of how a claim stands.
struct PersistentVolumeClaimCondition {
  std::string type;
  std::string status;
  schema::Time last_probe_time;
  schema::Time last_transition_time;
  std::string message;
  std::string reason;
};
const schema::Struct& describe(const PersistentVolumeClaimCondition*);

/// How a claim stands.
struct PersistentVolumeClaimStatus {
  std::string phase;
  std::vector<std::string> access_modes;
  std::map<std::string, schema::Quantity> capacity;
  std::map<std::string, schema::Quantity> allocated_resources;
  std::map<std::string, std::string> allocated_resource_statuses;
  std::string current_volume_attributes_class_name;
  Box<ModifyVolumeStatus> modify_volume_status;
  std::vector<PersistentVolumeClaimCondition> conditions;
};
const schema::Struct& describe(const PersistentVolumeClaimStatus*);

/// A wish for storage.
struct PersistentVolumeClaim {
  std::string api_version = "v1";
  std::string kind = "PersistentVolumeClaim";
  meta::v1::ObjectMeta metadata;
  PersistentVolumeClaimSpec spec;
  PersistentVolumeClaimStatus status;

  PersistentVolumeClaim();
  ~PersistentVolumeClaim();
  PersistentVolumeClaim(const PersistentVolumeClaim&);
  PersistentVolumeClaim& operator=(const PersistentVolumeClaim&);
  PersistentVolumeClaim(PersistentVolumeClaim&&) noexcept;
  PersistentVolumeClaim& operator=(PersistentVolumeClaim&&) noexcept;
};
const schema::Struct& describe(const PersistentVolumeClaim*);

/// A claim to make.
struct PersistentVolumeClaimTemplate {
  meta::v1::ObjectMeta metadata;
  PersistentVolumeClaimSpec spec;
};
const schema::Struct& describe(const PersistentVolumeClaimTemplate*);

}  // namespace coracle::api::core::v1
