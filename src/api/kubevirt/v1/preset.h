#pragma once
// Defaults merged into instances (deprecated).
#include <string>

#include "api/kubevirt/v1/domain.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Which instances get what.
struct VirtualMachineInstancePresetSpec {
  meta::v1::LabelSelector selector;
  Box<DomainSpec> domain;
};
const schema::Struct& describe(const VirtualMachineInstancePresetSpec*);

/// Hardware merged into the instances it selects, when they are created. Deprecated: use instance types.
struct VirtualMachineInstancePreset {
  std::string api_version = "kubevirt.io/v1";
  std::string kind = "VirtualMachineInstancePreset";
  meta::v1::ObjectMeta metadata;
  VirtualMachineInstancePresetSpec spec;
};
const schema::Struct& describe(const VirtualMachineInstancePreset*);

}  // namespace coracle::api::kubevirt::v1
