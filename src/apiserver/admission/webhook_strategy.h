#pragma once
#include <memory>

#include "apiserver/rules.h"

namespace coracle::apiserver::admission {

/// What the two kinds of webhook configurations do beyond their tables: Kubernetes' defaults and rules.
/// Refused here although Kubernetes takes them: matchConditions beyond the part of CEL that MatchCondition knows.
std::shared_ptr<const Strategy> webhook_configuration_strategy();

}  // namespace coracle::apiserver::admission
