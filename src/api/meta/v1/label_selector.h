#pragma once
#include <map>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::meta::v1 {

using schema::operator==;

/// One condition on a label.
struct LabelSelectorRequirement {
  std::string key;
  std::string operator_;
  std::vector<std::string> values;
};
const schema::Struct& describe(const LabelSelectorRequirement*);

/// Chooses objects by their labels; all parts must hold.
struct LabelSelector {
  std::map<std::string, std::string> match_labels;
  std::vector<LabelSelectorRequirement> match_expressions;
};
const schema::Struct& describe(const LabelSelector*);

}  // namespace coracle::api::meta::v1
