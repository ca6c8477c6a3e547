#pragma once
#include <string_view>

namespace coracle::schema {

/// What Kubernetes answers for an amount it cannot read.
inline constexpr std::string_view quantity_rule =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/// A signed decimal number with a unit (n u m k M G T P E, Ki Mi Gi Ti Pi Ei) or an exponent.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
bool is_quantity(std::string_view text);

}  // namespace coracle::schema
