#include "api/kubevirt/v1/virtual_machine_instance.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VirtualMachineInstance*) {
  using T = VirtualMachineInstance;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Name, labels and what else every object carries."),
      field<&T::spec>("spec", "What to run. Fixed once created, except for what a live update may change.").required(),
      field<&T::status>("status",
                        "What runs, as the controllers last saw it. There is no status subresource: only the system's "
                        "own accounts may write this."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstance",
                            "One run of a virtual machine, from its start to its end; a pod is to a Deployment what "
                            "this is to a VirtualMachine.",
                            fields,
                            {"kubevirt.io", "v1", "VirtualMachineInstance"}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
