#pragma once
// DataVolumes, as far as a virtual machine's templates need them.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/cdi/v1beta1/data_volume_source.h"
#include "api/core/v1/persistent_volume_claim.h"
#include "api/core/v1/reference.h"
#include "api/core/v1/resources.h"
#include "api/meta/v1/label_selector.h"
#include "schema/codec.h"

namespace coracle::api::cdi::v1beta1 {

using schema::operator==;

/// Names an object that says where data comes from.
struct DataVolumeSourceRef {
  std::string kind;
  std::optional<std::string> namespace_;
  std::string name;
};
const schema::Struct& describe(const DataVolumeSourceRef*);

/// A claim with gaps that the StorageProfile fills.
struct StorageSpec {
  std::vector<std::string> access_modes;
  Box<meta::v1::LabelSelector> selector;
  core::v1::VolumeResourceRequirements resources;
  std::string volume_name;
  std::optional<std::string> storage_class_name;
  std::string volume_mode;
  Box<core::v1::TypedLocalObjectReference> data_source;
  Box<core::v1::TypedObjectReference> data_source_ref;
};
const schema::Struct& describe(const StorageSpec*);

/// A stage of a copy made in several steps.
struct DataVolumeCheckpoint {
  std::string previous;
  std::string current;
};
const schema::Struct& describe(const DataVolumeCheckpoint*);

/// What a claim is filled with, and what claim.
struct DataVolumeSpec {
  Box<DataVolumeSource> source;
  Box<DataVolumeSourceRef> source_ref;
  Box<core::v1::PersistentVolumeClaimSpec> pvc;
  Box<StorageSpec> storage;
  std::string priority_class_name;
  std::string content_type;
  std::vector<DataVolumeCheckpoint> checkpoints;
  bool final_checkpoint = false;
  std::optional<bool> preallocation;
};
const schema::Struct& describe(const DataVolumeSpec*);

}  // namespace coracle::api::cdi::v1beta1
