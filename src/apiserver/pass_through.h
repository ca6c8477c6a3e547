#pragma once
#include <string_view>

#include "net/http.h"

namespace coracle::apiserver {

// What a server does that stands between a client and another server: an aggregated one, a kubelet.

/// True for a request that asks for another protocol.
bool asks_upgrade(const net::Headers& headers);
/// Fields that speak of one connection alone (RFC 9110 7.6.1), or of who the client is: neither goes any further.
bool stays_here(const net::Headers& headers, std::string_view name);

/// The other server's answer as the client gets it: its body as it comes, or after 101 both streams joined. A redirect
/// is refused, for it would carry the request to someone else (CVE-2022-3172), and so is a switch of protocols that
/// nobody asked for.
net::Response passed_on(net::Answer answer, bool upgrade_asked);

}  // namespace coracle::apiserver
