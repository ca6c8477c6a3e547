#include "api/kubevirt/v1/replica_set.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const VirtualMachineInstanceReplicaSetSpec*) {
  using T = VirtualMachineInstanceReplicaSetSpec;
  static const Field fields[] = {
      field<&T::replicas>("replicas", "How many; 1 when absent."),
      field<&T::selector>("selector", "Labels of the instances that count; the template's must match.").required(),
      field<&T::template_>("template", "What each instance is made from.").required(),
      field<&T::paused>("paused", "Neither creates nor deletes instances."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceReplicaSetSpec", "The wanted instances.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceReplicaSetStatus*) {
  using T = VirtualMachineInstanceReplicaSetStatus;
  static const Field fields[] = {
      field<&T::replicas>("replicas", "How many there are."),
      field<&T::ready_replicas>("readyReplicas", "How many are ready."),
      field<&T::conditions>("conditions", "Named aspects of its state."),
      field<&T::label_selector>("labelSelector", "The selector as text, for autoscalers."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceReplicaSetStatus", "The instances there are.",
                            fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceReplicaSet*) {
  using T = VirtualMachineInstanceReplicaSet;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Name, labels and what else every object carries."),
      field<&T::spec>("spec", "The wanted instances.").required(),
      field<&T::status>("status", "The instances there are.").nullable(),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceReplicaSet",
                            "Keeps a number of equal instances running.",
                            fields,
                            {"kubevirt.io", "v1", "VirtualMachineInstanceReplicaSet"}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
