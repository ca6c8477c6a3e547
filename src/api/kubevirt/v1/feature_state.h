#pragma once
// A switch that many features share.
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A switch.
struct FeatureState {
  std::optional<bool> enabled;
};
const schema::Struct& describe(const FeatureState*);

}  // namespace coracle::api::kubevirt::v1
