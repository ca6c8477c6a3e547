#pragma once
#include <memory>

#include "kube/config.h"
#include "net/http.h"

namespace coracle::kube {

/// Speaks to the server of a connection by TLS, as its user: client certificate, token (a token file is read again when
/// it is a minute old), basic authentication, impersonation. Of one loop. Throws Error(invalid) for a server that is no
/// URL or a certificate without its key.
std::unique_ptr<net::RoundTrip> make_transport(Connection connection, std::string user_agent);

}  // namespace coracle::kube
