#include "virt/controller/vm/requests.h"

#include <algorithm>

#include "api/kubevirt/v1/states.h"
#include "virt/controller/vm/instance.h"

namespace coracle::virt::controller::vm {
namespace {

namespace action = kubevirt::state_change_request_action;

bool is_done(const kubevirt::VirtualMachineStateChangeRequest& request,
             const kubevirt::VirtualMachineInstance* instance) {
  if (request.action == action::stop) return !instance || request.uid != instance->metadata.uid;
  if (request.action == action::start) return instance && !is_final(*instance) && !is_deleting(instance->metadata);
  return true;  // nobody knows what to do with it, and it would bar the way for ever
}

}  // namespace

Requests still_open(Requests requests, const kubevirt::VirtualMachineInstance* instance) {
  const auto first = std::ranges::find_if_not(requests, [&](const auto& one) { return is_done(one, instance); });
  requests.erase(requests.begin(), first);
  return requests;
}

bool asks_to_start(const Requests& requests) { return !requests.empty() && requests.front().action == action::start; }

bool asks_to_stop(const Requests& requests, const kubevirt::VirtualMachineInstance& instance) {
  return !requests.empty() && requests.front().action == action::stop && requests.front().uid == instance.metadata.uid;
}

bool asks_to_start_paused(const Requests& requests) {
  if (!asks_to_start(requests)) return false;
  const auto paused = requests.front().data.find("paused");
  return paused != requests.front().data.end() && paused->second == "true";
}

Requests with_start(Requests requests) {
  const bool asked = std::ranges::any_of(requests, [](const auto& one) { return one.action == action::start; });
  if (!asked) requests.push_back({std::string(action::start), {}, std::nullopt});
  return requests;
}

}  // namespace coracle::virt::controller::vm
