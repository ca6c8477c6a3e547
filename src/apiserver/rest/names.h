#pragma once
#include <string>
#include <string_view>

#include "apiserver/resource.h"

namespace coracle::apiserver {

// What is wrong with a name, in Kubernetes' words; empty when nothing is.
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/

std::string wrong_subdomain(std::string_view text);     ///< RFC 1123, 253 characters
std::string wrong_dns_label(std::string_view text);     ///< RFC 1123, 63 characters
std::string wrong_service_name(std::string_view text);  ///< RFC 1035, 63 characters
std::string wrong_path_segment(std::string_view text);
std::string wrong_name(NameRule rule, std::string_view text);
/// A qualified name: "app", "example.com/app".
std::string wrong_label_name(std::string_view text);
std::string wrong_label_value(std::string_view text);

}  // namespace coracle::apiserver
