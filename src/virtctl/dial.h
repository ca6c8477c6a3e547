#pragma once
#include <memory>
#include <string>

#include "net/websocket.h"
#include "virtctl/session.h"

namespace coracle::virtctl {

/// Opens a stream of an instance or machine (console, vnc, portforward/...): bytes as binary messages of the
/// subprotocol plain.kubevirt.io. Throws the server's refusal with its status.
Task<std::unique_ptr<net::WebSocket>> dial_subresource(Session& session, std::string path);

/// Opens it as soon as the server no longer answers 400, which it does while the instance is not running yet. Says on
/// standard error for what it waits. Throws Error(timeout) after `limit`.
Task<std::unique_ptr<net::WebSocket>> dial_when_running(Session& session, std::string name, std::string path,
                                                        Duration limit);

/// Why a stream of a running instance ended: in the server's words where it said some, else by what has become of the
/// instance: "the virtual machine x was stopped", or that somebody else took it.
Task<std::string> why_ended(Session& session, std::string name, std::string what, std::string close_reason);

}  // namespace coracle::virtctl
