#pragma once
#include <memory>

#include "base/time.h"
#include "kube/config.h"
#include "net/http.h"

namespace coracle::kube {

/// Speaks to the server of a connection by TLS, as its user: client certificate, token, basic authentication,
/// credential plugin (exec_plugin.h), impersonation. Files (token, authorities, client certificate) are read again when
/// they are `look_again` old, as a pod's token and its cluster's authorities are replaced while it runs; what cannot be
/// read or used then changes nothing. Of one loop. Throws Error(invalid) for a server that is no URL or a certificate
/// without its key.
std::unique_ptr<net::RoundTrip> make_transport(Connection connection, std::string user_agent,
                                               Duration look_again = std::chrono::minutes(1));

}  // namespace coracle::kube
