#pragma once
#include <string_view>

namespace coracle::schema {

/// Whether `text` is of an OpenAPI format: date-time, date, duration, byte, ipv4, ipv6, cidr, mac, uuid, hostname,
/// email, uri. Any other format holds always, as for kube-apiserver, which passes over those it does not know.
bool is_of_format(std::string_view text, std::string_view format);

}  // namespace coracle::schema
