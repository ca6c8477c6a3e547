#pragma once
#include <memory>

#include "base/scope.h"
#include "net/http.h"

namespace coracle::net {

/// Lets components of the same process call a Handler by its loop in place of a socket. Both loops must outlive the
/// clients and what they answered.
class InProcessServer {
 public:
  InProcessServer(Loop& loop, Handler& handler);
  ~InProcessServer();  ///< stop() first
  /// A client whose requests carry this user. It may be used on any one loop, also after the server has stopped: then
  /// send() throws Error(service_unavailable). Bodies that go on cross in bounded queues, 101 by a pipe.
  std::unique_ptr<RoundTrip> client(User user);
  /// On the server's loop: cancels what runs and refuses more.
  Task<> stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// A pipe whose ends live on two loops: the first on `a`, the second on `b`.
std::pair<std::unique_ptr<Stream>, std::unique_ptr<Stream>> make_pipe_between(const Loop::Executor& a,
                                                                              const Loop::Executor& b,
                                                                              std::size_t capacity = 256U << 10U);

}  // namespace coracle::net
