#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/scope.h"
#include "net/websocket.h"

namespace coracle::virt::handler {

/// What ends a session of a console or screen.
enum class SessionEnd { none, user_left, guest_left, taken_over };

/// Somebody at a console or screen.
class Session {
 public:
  explicit Session(const Loop::Executor& executor) : over_(executor), released_(executor) {}
  /// The first reason counts.
  void end(SessionEnd why) {
    if (end_ == SessionEnd::none) end_ = why;
    over_.set();
  }
  /// Waits for end().
  Task<SessionEnd> over();
  /// The guest's end is free for the next one.
  void release() { released_.set(); }
  Task<> released(Duration limit);

 private:
  SessionEnd end_ = SessionEnd::none;
  Event over_;
  Event released_;
};

/// One session for each console and screen: whoever comes later takes over. Of one loop.
class Sessions {
 public:
  explicit Sessions(Loop::Executor executor) : executor_(std::move(executor)) {}
  bool busy(const std::string& place) const;
  /// Ends the session that is there, waits until it has let go, and begins another, which lasts while it is held.
  Task<std::shared_ptr<Session>> open(std::string place);

 private:
  Loop::Executor executor_;
  std::map<std::string, std::weak_ptr<Session>> open_;
};

/// Copies both ways between a user and a guest until the session ends, for whatever reason; the guest's end is closed
/// and released then. The user's stays open for the last word.
Task<SessionEnd> join(std::shared_ptr<Session> session, std::shared_ptr<net::WebSocket> user,
                      std::shared_ptr<net::Stream> guest);

/// Closes with the reason, in at most a second.
Task<> say_goodbye(std::shared_ptr<net::WebSocket> user, std::string reason);

}  // namespace coracle::virt::handler
