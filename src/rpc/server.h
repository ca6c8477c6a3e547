#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/scope.h"

namespace coracle::rpc {

/// The client's end of a call that is answered with many messages. Of one loop.
class Outgoing {
 public:
  struct Call;
  explicit Outgoing(std::shared_ptr<Call> call) : call_(std::move(call)) {}
  /// Sends one message; false when the client has gone.
  Task<bool> write(std::string message);
  bool gone() const;
  /// Set when the client goes. The handler may let others set it too, and resets it.
  Event& wake();

 private:
  std::shared_ptr<Call> call_;
};

/// A gRPC server on a unix socket (mode 0600), whose handlers run as tasks of one loop. One thread of its own.
class Server {
 public:
  /// Answers one request; an Error becomes the status that goes with its reason, with its message.
  using Unary = std::function<Task<std::string>(std::string request)>;
  using Streaming = std::function<Task<>(std::string request, std::shared_ptr<Outgoing> out)>;

  Server(Loop::Executor executor, std::string socket);
  /// stop() must have ended.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Before start(). `method` is "/package.Service/Method".
  void unary(std::string method, Unary handler);
  void streaming(std::string method, Streaming handler);
  /// Binds the socket, in place of a stale one. Throws when it cannot.
  void start();
  /// Refuses new calls, cancels and joins the handlers, removes the socket. Not before: what handlers use must live.
  Task<> stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace coracle::rpc
