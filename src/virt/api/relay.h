#pragma once
#include <memory>

#include "net/websocket.h"

namespace coracle::virt::api {

/// Passes messages both ways until one side closes or breaks, tells the other side why, and ends both. Pings the
/// client, so that one that has gone is noticed and what lies between keeps the connection.
Task<> relay(std::unique_ptr<net::WebSocket> client, std::unique_ptr<net::WebSocket> target);

}  // namespace coracle::virt::api
