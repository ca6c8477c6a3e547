#pragma once
// Bodies of addvolume and removevolume.
#include <string>
#include <vector>

#include "api/kubevirt/v1/disk.h"
#include "api/kubevirt/v1/volume_sources.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Where the data of a plugged volume comes from: one of two.
struct HotplugVolumeSource {
  Box<PersistentVolumeClaimVolumeSource> persistent_volume_claim;
  Box<DataVolumeSource> data_volume;
};
const schema::Struct& describe(const HotplugVolumeSource*);

/// Body of addvolume: a volume to plug in.
struct AddVolumeOptions {
  std::string name;
  Disk disk;
  HotplugVolumeSource volume_source;
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const AddVolumeOptions*);

/// Body of removevolume: a volume to unplug.
struct RemoveVolumeOptions {
  std::string name;
  std::vector<std::string> dry_run;
};
const schema::Struct& describe(const RemoveVolumeOptions*);

}  // namespace coracle::api::kubevirt::v1
