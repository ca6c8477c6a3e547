#include "api/kubevirt/v1/preset.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VirtualMachineInstancePresetSpec*) {
  using T = VirtualMachineInstancePresetSpec;
  static const Field fields[] = {
      field<&T::selector>("selector", "Labels of the instances.").required(),
      field<&T::domain>("domain", "Hardware merged where the instance says nothing."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstancePresetSpec", "Which instances get what.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstancePreset*) {
  using T = VirtualMachineInstancePreset;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Name, labels and what else every object carries."),
      field<&T::spec>("spec", "Which instances, and what."),
  };
  static const Struct table{
      "io.kubevirt.v1.VirtualMachineInstancePreset",
      "Hardware merged into the instances it selects, when they are created. Deprecated: use instance types.",
      fields,
      {"kubevirt.io", "v1", "VirtualMachineInstancePreset"}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
