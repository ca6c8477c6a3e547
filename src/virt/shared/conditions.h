#pragma once
// Conditions of virtual machines, instances and migrations: looked up by type, changed by one rule.
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/condition.h"

namespace coracle::virt::shared {

using Conditions = std::vector<coracle::api::kubevirt::v1::Condition>;

/// Null when there is none of that type.
const coracle::api::kubevirt::v1::Condition* find_condition(const Conditions& conditions, std::string_view type);

/// Whether there is one of that type with status True.
bool is_true(const Conditions& conditions, std::string_view type);

/// Adds the condition or takes the place of the one of its type. lastTransitionTime becomes `now` when the status is
/// new, and stays otherwise. Returns whether anything but times changed.
bool set_condition(Conditions& conditions, coracle::api::kubevirt::v1::Condition wanted, const schema::Time& now);

/// Returns whether there was one.
bool remove_condition(Conditions& conditions, std::string_view type);

}  // namespace coracle::virt::shared
