#pragma once
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// One condition on a node label.
struct TopologySelectorLabelRequirement {
  std::string key;
  std::vector<std::string> values;
};
const schema::Struct& describe(const TopologySelectorLabelRequirement*);

/// Chooses places; all parts must hold.
struct TopologySelectorTerm {
  std::vector<TopologySelectorLabelRequirement> match_label_expressions;
};
const schema::Struct& describe(const TopologySelectorTerm*);

}  // namespace coracle::api::core::v1
