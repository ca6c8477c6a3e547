#include "api/kubevirt/v1/virtual_machine.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const DataVolumeTemplateDummyStatus*) {
  static const Struct table{"io.kubevirt.v1.DataVolumeTemplateDummyStatus", "An empty status. It has no settings.", {}};
  return table;
}

const Struct& describe(const DataVolumeTemplateSpec*) {
  using T = DataVolumeTemplateSpec;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Version of its kind; may be left out."),
      field<&T::kind>("kind", "DataVolume; may be left out."),
      field<&T::metadata>("metadata", "Its name, labels and annotations.").nullable().any_members(),
      field<&T::spec>("spec", "What it is filled with.").required(),
      field<&T::status>("status", "Always empty; accepted because tools write it.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.DataVolumeTemplateSpec", "A DataVolume made with the machine.", fields};
  return table;
}

const Struct& describe(const VirtualMachineSpec*) {
  using T = VirtualMachineSpec;
  static const Field fields[] = {
      field<&T::running>(
          "running",
          "Older form of runStrategy: true is Always, false is Halted. One of the two must be given, not both."),
      field<&T::run_strategy>("runStrategy", "When the machine runs."),
      field<&T::instancetype>("instancetype", "Size of the machine, from a named set of sizes."),
      field<&T::preference>("preference", "Settings of the machine, from a named set of them."),
      field<&T::template_>("template", "The instance it runs as.").required(),
      field<&T::data_volume_templates>("dataVolumeTemplates", "DataVolumes made and deleted with the machine."),
      field<&T::update_volumes_strategy>("updateVolumesStrategy",
                                         "What a change of volumes does to a running guest: Migration moves its data, "
                                         "Replacement waits for a restart."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineSpec",
                            "What a virtual machine is, and whether it should run.", fields};
  return table;
}

const Struct& describe(const VirtualMachine*) {
  using T = VirtualMachine;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Name, labels and what else every object carries."),
      field<&T::spec>("spec", "What it is and whether it should run.").required(),
      field<&T::status>("status", "What it does."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachine",
                            "A virtual machine, on or off. While it is on, an instance of the same name exists.",
                            fields,
                            {"kubevirt.io", "v1", "VirtualMachine"}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
