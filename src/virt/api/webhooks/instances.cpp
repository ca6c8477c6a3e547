#include "base/random.h"
#include "virt/api/defaults/defaults.h"
#include "virt/api/validation/validation.h"
#include "virt/api/webhooks/webhooks.h"

namespace coracle::virt::api {
namespace {

/// There is no status subresource: whoever else writes the object gets the status that was there.
json::Array restored_status(const Review& review) {
  const auto* now = json::find(review.object, {"status"});
  const auto* before = json::find(review.old_object, {"status"});
  json::Array patch;
  if (before == nullptr && now != nullptr)
    patch.push_back(json::Object{{"op", "remove"}, {"path", "/status"}});
  else if (before != nullptr && (now == nullptr || !json::equal(*now, *before)))
    patch.push_back(json::Object{{"op", now == nullptr ? "add" : "replace"}, {"path", "/status"}, {"value", *before}});
  return patch;
}

}  // namespace

Task<Outcome> mutate_instance(Webhooks& webhooks, Review review) {
  Outcome out;
  if (review.operation != "CREATE") {
    if (!writes_status(review.user)) out.patch = restored_status(review);
    co_return out;
  }
  auto vmi = schema::decoded<kubevirt::VirtualMachineInstance>(review.object);
  const auto before = schema::encode(vmi);
  default_new_instance(vmi, webhooks.config(), std::chrono::system_clock::now(), random_uuid,
                       writes_status(review.user));
  out.patch = mutation(review.object, before, schema::encode(vmi));
  co_return out;
}

Task<Outcome> judge_new_instance(Webhooks& webhooks, Review review) {
  const auto vmi = schema::decoded<kubevirt::VirtualMachineInstance>(review.object);
  const auto config = webhooks.config();
  auto errors = check_metadata("metadata", vmi.metadata, review.user, config);
  for (auto& one : check_instance_spec("spec", vmi.spec, config)) errors.push_back(std::move(one));
  co_return Outcome::broken_rules(std::move(errors));
}

Task<Outcome> judge_instance_update(Webhooks&, Review review) { co_return check_instance_update(review); }

}  // namespace coracle::virt::api
