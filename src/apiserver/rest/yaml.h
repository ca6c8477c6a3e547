#pragma once
#include <string_view>

#include "json/value.h"

namespace coracle::apiserver {

/// One YAML document as JSON, by the rules of YAML 1.1 that Kubernetes' own reader keeps: yes, no, on and off are text,
/// true and false are not. Bounded: aliases are expanded to at most a million values and 32 MiB, nesting to 100.
/// Errors: bad_request.
Result<json::Value> parse_yaml(std::string_view text);

}  // namespace coracle::apiserver
