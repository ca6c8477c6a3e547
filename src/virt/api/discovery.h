#pragma once
// What virt-api says of itself without asking who wants to know: discovery, versions, OpenAPI, health.
#include <optional>

#include "net/http.h"

namespace coracle::virt::api {

inline constexpr std::string_view aggregated_group = "subresources.kubevirt.io";
/// v1 and v1alpha3.
bool is_served_version(std::string_view version);

/// Nothing when the path is none of these.
std::optional<net::Response> open_answer(const net::Target& target, std::string_view method);

}  // namespace coracle::virt::api
