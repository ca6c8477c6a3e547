#pragma once
// A number of equal instances.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/kubevirt/v1/condition.h"
#include "api/kubevirt/v1/virtual_machine_instance_spec.h"
#include "api/meta/v1/label_selector.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// The wanted instances.
struct VirtualMachineInstanceReplicaSetSpec {
  std::optional<std::int32_t> replicas;
  meta::v1::LabelSelector selector;
  VirtualMachineInstanceTemplateSpec template_;
  bool paused = false;
};
const schema::Struct& describe(const VirtualMachineInstanceReplicaSetSpec*);

/// The instances there are.
struct VirtualMachineInstanceReplicaSetStatus {
  std::int32_t replicas = 0;
  std::int32_t ready_replicas = 0;
  std::vector<Condition> conditions;
  std::string label_selector;
};
const schema::Struct& describe(const VirtualMachineInstanceReplicaSetStatus*);

/// Keeps a number of equal instances running.
struct VirtualMachineInstanceReplicaSet {
  std::string api_version = "kubevirt.io/v1";
  std::string kind = "VirtualMachineInstanceReplicaSet";
  meta::v1::ObjectMeta metadata;
  VirtualMachineInstanceReplicaSetSpec spec;
  VirtualMachineInstanceReplicaSetStatus status;
};
const schema::Struct& describe(const VirtualMachineInstanceReplicaSet*);

}  // namespace coracle::api::kubevirt::v1
