#pragma once
// Streams between a client of ours and the runtime's streaming server.
#include <string>

#include "base/log.h"
#include "base/task.h"
#include "net/http.h"
#include "net/remote_command.h"

namespace coracle::node::kubelet_api {

/// exec or attach, once the runtime has given `url` for it. SPDY is passed through as it is; WebSocket becomes SPDY.
Task<net::Response> stream_command(net::Request request, net::CommandOptions options, std::string url, Log log);

/// Port-forward: SPDY, SPDY in a WebSocket (kubectl from 1.31), or WebSocket v4 channels for the ports of the query.
Task<net::Response> stream_ports(net::Request request, std::vector<std::int32_t> ports, std::string url, Log log);

/// What a client of the older protocols (before v4) gets on its error channel of a Status: the message, or nothing
/// when that is Success.
std::string plain_error(std::string_view status);

}  // namespace coracle::node::kubelet_api
