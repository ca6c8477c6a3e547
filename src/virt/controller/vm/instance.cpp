#include "virt/controller/vm/instance.h"

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "api/kubevirt/v1/states.h"
#include "net/encoding.h"

namespace coracle::virt::controller::vm {

namespace phase = kubevirt::vmi_phase;

bool is_final(const kubevirt::VirtualMachineInstance& instance) {
  return instance.status.phase == phase::succeeded || instance.status.phase == phase::failed;
}

bool is_deleting(const api::meta::v1::ObjectMeta& metadata) { return !metadata.deletion_timestamp.empty(); }

bool has_run(const kubevirt::VirtualMachineInstance& instance) {
  return instance.status.phase == phase::running ||
         std::ranges::any_of(instance.status.phase_transition_timestamps,
                             [](const auto& one) { return one.phase == phase::running; });
}

api::meta::v1::OwnerReference owner_reference(const kubevirt::VirtualMachine& machine) {
  return {.api_version = machine.api_version,
          .kind = machine.kind,
          .name = machine.metadata.name,
          .uid = machine.metadata.uid,
          .controller = true,
          .block_owner_deletion = true};
}

std::string firmware_uuid_of_name(std::string_view name) {
  // 6a1a24a1-4061-4607-8bf4-a3963d0c5895, the namespace of these names.
  constexpr unsigned char name_space[] = {0x6a, 0x1a, 0x24, 0xa1, 0x40, 0x61, 0x46, 0x07,
                                          0x8b, 0xf4, 0xa3, 0x96, 0x3d, 0x0c, 0x58, 0x95};
  std::string hashed(reinterpret_cast<const char*>(name_space), sizeof name_space);
  hashed += name;
  auto uuid = net::sha1(hashed).substr(0, 16);
  uuid[6] = static_cast<char>((uuid[6] & 0x0f) | 0x50);
  uuid[8] = static_cast<char>((uuid[8] & 0x3f) | 0x80);
  auto text = net::hex(uuid);
  for (const std::size_t dash : {8UL, 13UL, 18UL, 23UL}) text.insert(dash, "-");
  return text;
}

kubevirt::VirtualMachineInstance from_template(const kubevirt::VirtualMachine& machine, bool paused) {
  kubevirt::VirtualMachineInstance instance;
  instance.metadata.name = machine.metadata.name;
  instance.metadata.namespace_ = machine.metadata.namespace_;
  instance.metadata.labels = machine.spec.template_.metadata.labels;
  instance.metadata.annotations = machine.spec.template_.metadata.annotations;
  instance.metadata.annotations[std::string(kubevirt::annotation::vm_generation)] =
      std::to_string(machine.metadata.generation);
  instance.metadata.owner_references = {owner_reference(machine)};
  instance.metadata.finalizers = {std::string(kubevirt::finalizer::vm_controller)};
  instance.spec = machine.spec.template_.spec;
  if (paused) instance.spec.start_strategy = kubevirt::start_strategy::paused;
  auto& firmware = instance.spec.domain.firmware.ensure();
  if (firmware.uuid.empty()) firmware.uuid = firmware_uuid_of_name(machine.metadata.name);
  return instance;
}

}  // namespace coracle::virt::controller::vm
