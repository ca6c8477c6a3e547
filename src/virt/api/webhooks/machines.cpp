#include "base/random.h"
#include "virt/api/defaults/defaults.h"
#include "virt/api/validation/validation.h"
#include "virt/api/webhooks/webhooks.h"

namespace coracle::virt::api {
namespace {

bool is_going(const json::Value& object) { return json::find(object, {"metadata", "deletionTimestamp"}) != nullptr; }

}  // namespace

Task<Outcome> mutate_machine(Webhooks& webhooks, Review review) {
  // What is being deleted only loses its finalizers.
  if (is_going(review.object)) co_return Outcome::allowed();
  auto vm = schema::decoded<kubevirt::VirtualMachine>(review.object);
  const auto before = schema::encode(vm);
  default_machine(vm, webhooks.config(), review.operation == "CREATE", random_uuid);
  Outcome out;
  out.patch = mutation(review.object, before, schema::encode(vm));
  co_return out;
}

Task<Outcome> judge_machine(Webhooks& webhooks, Review review) {
  if (is_going(review.object)) co_return Outcome::allowed();
  const auto vm = schema::decoded<kubevirt::VirtualMachine>(review.object);
  const auto config = webhooks.config();
  auto errors = check_metadata("spec.template.metadata", vm.spec.template_.metadata, review.user, config);
  for (auto& one : check_machine(vm, config)) errors.push_back(std::move(one));
  auto out = Outcome::broken_rules(std::move(errors));
  if (vm.spec.running) out.warnings.emplace_back("spec.running is deprecated, please use spec.runStrategy instead.");
  co_return out;
}

Task<Outcome> judge_status(Webhooks&, Review review) {
  // The status is virt-controller's and virt-api's: nobody else has the rights, and its form is the schema's.
  if (review.object.is_null()) co_return Outcome::refused(Error(Reason::bad_request, "the object is missing"));
  co_return Outcome::allowed();
}

}  // namespace coracle::virt::api
