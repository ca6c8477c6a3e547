#pragma once
// What is installed.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/kubevirt/v1/condition.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Generation of an installed object.
struct GenerationStatus {
  std::string group;
  std::string resource;
  std::string namespace_;
  std::string name;
  std::int64_t last_generation = 0;
  std::string hash;
};
const schema::Struct& describe(const GenerationStatus*);

/// What is installed.
struct KubeVirtStatus {
  std::string phase;  ///< kubevirt_phase
  std::vector<Condition> conditions;
  std::string operator_version;
  std::string target_kube_virt_registry;
  std::string target_kube_virt_version;
  std::string target_deployment_config;
  std::string target_deployment_id;
  std::string observed_kube_virt_registry;
  std::string observed_kube_virt_version;
  std::string observed_deployment_config;
  std::string observed_deployment_id;
  std::optional<std::int64_t> outdated_virtual_machine_instance_workloads;
  std::optional<std::int64_t> observed_generation;
  std::string default_architecture;
  std::vector<GenerationStatus> generations;
  std::vector<std::string> synchronization_addresses;
};
const schema::Struct& describe(const KubeVirtStatus*);

}  // namespace coracle::api::kubevirt::v1
