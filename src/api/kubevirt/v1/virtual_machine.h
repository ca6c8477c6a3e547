#pragma once
// A virtual machine, on or off.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/cdi/v1beta1/data_volume.h"
#include "api/kubevirt/v1/instancetype_reference.h"
#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "api/kubevirt/v1/virtual_machine_status.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of UpdateVolumesStrategy.
namespace update_volumes_strategy {
inline constexpr std::string_view migration = "Migration";
inline constexpr std::string_view replacement = "Replacement";
}  // namespace update_volumes_strategy

/// An empty status. It has no settings.
struct DataVolumeTemplateDummyStatus {};
const schema::Struct& describe(const DataVolumeTemplateDummyStatus*);

/// A DataVolume made with the machine.
struct DataVolumeTemplateSpec {
  std::string api_version;
  std::string kind;
  meta::v1::ObjectMeta metadata;
  cdi::v1beta1::DataVolumeSpec spec;
  Box<DataVolumeTemplateDummyStatus> status;
};
const schema::Struct& describe(const DataVolumeTemplateSpec*);

/// What a virtual machine is, and whether it should run.
struct VirtualMachineSpec {
  std::optional<bool> running;
  std::string run_strategy;  ///< run_strategy
  Box<InstancetypeMatcher> instancetype;
  Box<PreferenceMatcher> preference;
  VirtualMachineInstanceTemplateSpec template_;
  std::vector<DataVolumeTemplateSpec> data_volume_templates;
  std::string update_volumes_strategy;  ///< update_volumes_strategy
};
const schema::Struct& describe(const VirtualMachineSpec*);

/// A virtual machine, on or off. While it is on, an instance of the same name exists.
struct VirtualMachine {
  std::string api_version = "kubevirt.io/v1";
  std::string kind = "VirtualMachine";
  meta::v1::ObjectMeta metadata;
  VirtualMachineSpec spec;
  VirtualMachineStatus status;
};
const schema::Struct& describe(const VirtualMachine*);

}  // namespace coracle::api::kubevirt::v1
