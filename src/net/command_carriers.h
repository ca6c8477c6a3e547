#pragma once
#include "net/remote_command.h"
#include "net/spdy.h"
#include "net/websocket.h"

namespace coracle::net {

// What carries the channels of exec and attach; made by remote_command.cpp.

/// Over SPDY, a stream a channel. Waits until the client has opened all that the options ask for.
Task<std::unique_ptr<CommandStreams>> accept_spdy_command(std::shared_ptr<SpdySession> session, std::string protocol,
                                                          CommandOptions options);
Task<std::unique_ptr<CommandStreams>> open_spdy_command(std::shared_ptr<SpdySession> session, std::string protocol,
                                                        CommandOptions options);
/// Over a WebSocket, the channel's number before each message.
std::unique_ptr<CommandStreams> make_websocket_command(const Loop::Executor& executor,
                                                       std::unique_ptr<WebSocket> socket, bool is_server);

}  // namespace coracle::net
