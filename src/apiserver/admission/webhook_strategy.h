#pragma once
#include <memory>

#include "apiserver/rules.h"

namespace coracle::apiserver::admission {

/// What the two kinds of webhook configurations do beyond their tables: Kubernetes' defaults and rules.
/// Refused here although Kubernetes takes them: matchConditions, whose expressions (CEL) this server does not evaluate.
std::shared_ptr<const Strategy> webhook_configuration_strategy();

}  // namespace coracle::apiserver::admission
