// deps: coracle_virt_api coracle_virt_shared coracle_kube coracle_api coracle_schema coracle_json coracle_base
// What users write and the API server asks about: it is read, filled in and judged, whatever it is; and what was filled
// in once is not filled in again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "json/patch.h"
#include "virt/api/defaults/defaults.h"
#include "virt/api/validation/validation.h"
#include "virt/api/webhooks/webhooks.h"

using namespace coracle;
namespace virt_api = coracle::virt::api;
namespace v1 = coracle::api::kubevirt::v1;

static std::string same_uuid() { return "5b1e6f0c-6a52-4a05-9c4b-949261908287"; }

static void judge_instance(const json::Value& object) {
  const auto read = schema::decode<v1::VirtualMachineInstance>(object);
  if (!read) return;
  const virt::shared::ClusterConfig config;
  auto vmi = *read;
  const auto before = schema::encode(vmi);
  virt_api::default_new_instance(vmi, config, WallTime{}, same_uuid);
  const auto after = schema::encode(vmi);
  virt_api::default_new_instance(vmi, config, WallTime{}, same_uuid);
  if (!json::equal(after, schema::encode(vmi))) std::abort();
  virt_api::check_instance_spec("spec", vmi.spec, config);
  const auto patch = json::parse_patch(virt_api::mutation(object, before, after));
  if (!patch) std::abort();
  if (!json::apply_patch(object, *patch)) std::abort();
}

static void judge_machine(const json::Value& object) {
  const auto read = schema::decode<v1::VirtualMachine>(object);
  if (!read) return;
  const virt::shared::ClusterConfig config;
  auto vm = *read;
  virt_api::default_machine(vm, config, true, same_uuid);
  const auto errors = virt_api::check_machine(vm, config);
  if (!errors.empty()) virt_api::invalid_error(errors);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  const auto review = virt_api::read_review(body);
  if (!review) return 0;
  judge_machine(review->object);
  judge_instance(review->object);
  virt_api::check_instance_update(*review);
  return 0;
}
