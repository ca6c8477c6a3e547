#pragma once
#include "api/core/v1/pod.h"
#include "base/time.h"
#include "node/pods/view.h"

namespace coracle::node::pods {

/// The status of a pod as the kubelet would write it. `last` is the status written before: it keeps what is known from
/// nowhere else any more, the times of conditions that did not change, and conditions that others set.
api::core::v1::PodStatus planned_status(const api::core::v1::Pod& pod, const PodView& view,
                                        const api::core::v1::PodStatus& last, WallTime now);

/// The JSON of a status as the kubelet writes it (lastState: {} also when it is empty).
json::Value status_json(const api::core::v1::PodStatus& status);

/// What of it kubelet owns as a condition.
bool is_own_condition(std::string_view type);

/// Sets conditions after containers and phase are known; for planned_status.
void set_conditions(const api::core::v1::Pod& pod, const PodView& view, api::core::v1::PodStatus& status,
                    const api::core::v1::PodStatus& last, const std::string& time);

}  // namespace coracle::node::pods
