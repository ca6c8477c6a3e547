#pragma once
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "base/loop.h"

/// gRPC reduced to what the house needs of it: messages are bytes, methods are names, waiting is a Task.
/// https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
namespace coracle::rpc {

/// The one thread on which answers to this process's calls arrive; every Connection made with it shares it.
/// Destroy it after the tasks that call have ended and before their loops: it cancels what is still under way.
class CallQueue {
 public:
  CallQueue();
  ~CallQueue();
  CallQueue(const CallQueue&) = delete;
  CallQueue& operator=(const CallQueue&) = delete;

  struct State;
  const std::shared_ptr<State>& state() const { return state_; }

 private:
  std::shared_ptr<State> state_;
};

/// The messages of one call that the server goes on answering. Destroying it cancels the call.
class IncomingStream {
 public:
  struct State;
  explicit IncomingStream(std::shared_ptr<State> state) : state_(std::move(state)) {}
  ~IncomingStream();
  IncomingStream(const IncomingStream&) = delete;
  IncomingStream& operator=(const IncomingStream&) = delete;

  /// The next message; nothing when the server ended the stream in order. Throws what the server failed with.
  /// A wait that is cancelled loses no message: the next call of next() has it. One waiter at a time.
  Task<std::optional<std::string>> next();

 private:
  std::shared_ptr<State> state_;
};

/// A channel to the server on a unix socket. Dials at the first call, and again (after 50 ms to 1 s) when it was lost.
/// A path that someone else controls is opened and checked first, and given as /proc/self/fd/<descriptor>.
class Connection {
 public:
  /// `socket` is an absolute path of at most 107 bytes.
  Connection(CallQueue& queue, std::string socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// One request, one answer (16 MiB at most). `method` is "/package.Service/Method". Fails with an Error that carries
  /// the server's words: service_unavailable when nothing listens, timeout when `limit` passes.
  Task<std::string> call(std::string method, std::string request, Duration limit) const;
  /// One request, many answers, for as long as both sides like.
  Task<std::unique_ptr<IncomingStream>> open(std::string method, std::string request) const;
  const std::string& socket() const { return socket_; }

 private:
  struct Stub;
  std::shared_ptr<CallQueue::State> queue_;
  std::string socket_;
  std::unique_ptr<Stub> stub_;
};

/// What a server's refusal becomes: `code` is gRPC's status code (0-16), `method` only names the call in the message.
Error error_from_status(int code, const std::string& method, const std::string& words);
/// The gRPC status code that tells a client of this error.
int status_from_reason(Reason reason);

}  // namespace coracle::rpc
