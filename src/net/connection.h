#pragma once
#include "base/log.h"
#include "base/scope.h"
#include "net/http.h"
#include "net/message_parser.h"
#include "net/read_buffer.h"
#include "net/server.h"

namespace coracle::net {

/// What the connections of a server share.
struct ConnectionContext {
  Handler& handler;
  const ServerOptions& options;
  const Log& log;
  Loop::Executor executor;
  SteadyTime now;  // of the last tick: deadlines need no clock call a request
  Duration tick{};
  bool stopping = false;  // answer what is in flight, then close
  bool cancelled = false;
};

/// The server's end of one connection: reads requests one after the other and answers them.
class Connection {
 public:
  Connection(ConnectionContext& context, std::unique_ptr<Stream> stream);
  ~Connection();

  Task<> run();
  /// Closes the connection when it has waited too long for the other side.
  void check_deadline();
  /// Ends what may be ended at once when the server stops: waiting for a request, and bodies that go on.
  void stop_waiting();

 private:
  class ChunkWriter;
  class UploadReader;
  struct Streaming;
  enum class Phase { idle, busy, streaming };

  Task<bool> serve_next();
  /// False when the connection ended in order between two requests.
  Task<bool> read_head();
  Request take_request();
  /// Throws what is wrong with a head that could be parsed.
  void check_head(const Request& request) const;
  Task<> read_body(Request& request);
  Task<> allow_body();
  Task<Response> call_handler(Request request);

  Task<> refuse(Error error);
  Task<> drain();
  Task<> send(Response response);
  Task<> send_texts(const Response& response, SharedTexts texts);
  Task<> send_streamed(const Response& response, Streamed body);
  Task<> stream_body(Streamed body);
  Task<> run_streamed(Streamed& body, Streaming& streaming);
  Task<> watch_client(Streaming& streaming);
  Task<> hand_over(const Response& response, Upgraded take);

  void start_head(const Response& response);
  void end_head();
  Task<> write(std::string_view bytes);
  Task<> write_out();
  void set_deadline(Duration limit) { deadline_ = context_.now + limit + context_.tick; }
  void clear_deadline() { deadline_ = SteadyTime::max(); }

  ConnectionContext& context_;
  std::unique_ptr<Stream> stream_;
  std::shared_ptr<const Peer> peer_;
  MessageParser parser_;
  ReadBuffer in_;
  std::string out_;
  SteadyTime deadline_ = SteadyTime::max();
  Phase phase_ = Phase::idle;
  bool keep_alive_ = true;
  bool wants_continue_ = false;
  bool head_only_ = false, gzip_ = false, old_version_ = false;  // of the request being answered
};

}  // namespace coracle::net
