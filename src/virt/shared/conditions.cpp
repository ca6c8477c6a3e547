#include "virt/shared/conditions.h"

#include <algorithm>

namespace coracle::virt::shared {

const api::kubevirt::v1::Condition* find_condition(const Conditions& conditions, std::string_view type) {
  const auto found = std::ranges::find(conditions, type, &api::kubevirt::v1::Condition::type);
  return found == conditions.end() ? nullptr : &*found;
}

bool is_true(const Conditions& conditions, std::string_view type) {
  const auto* found = find_condition(conditions, type);
  return found != nullptr && found->status == "True";
}

bool set_condition(Conditions& conditions, api::kubevirt::v1::Condition wanted, const schema::Time& now) {
  const auto found = std::ranges::find(conditions, wanted.type, &api::kubevirt::v1::Condition::type);
  if (found == conditions.end()) {
    wanted.last_transition_time = now;
    conditions.push_back(std::move(wanted));
    return true;
  }
  const bool same_status = found->status == wanted.status;
  const bool same = same_status && found->reason == wanted.reason && found->message == wanted.message;
  wanted.last_transition_time = same_status ? found->last_transition_time : now;
  if (wanted.last_probe_time.empty()) wanted.last_probe_time = found->last_probe_time;
  *found = std::move(wanted);
  return !same;
}

bool remove_condition(Conditions& conditions, std::string_view type) {
  return std::erase_if(conditions, [type](const auto& condition) { return condition.type == type; }) > 0;
}

}  // namespace coracle::virt::shared
