#pragma once
#include <memory>

#include "apiserver/rules.h"

namespace coracle::apiserver::aggregation {

/// The rules of APIServices, in kube-aggregator's words.
std::shared_ptr<const Strategy> api_service_strategy();

}  // namespace coracle::apiserver::aggregation
