#pragma once
#include <memory>

#include "net/http.h"
#include "net/message_parser.h"
#include "net/read_buffer.h"

namespace coracle::net {

/// The client's end of one kept-alive connection: one exchange after the other.
class ClientConnection {
 public:
  ClientConnection(std::unique_ptr<Stream> stream, std::size_t head_limit);
  ~ClientConnection();

  /// Sends the request and reads the head of its answer; informational answers are skipped.
  Task<> exchange_head(const Request& request, Duration limit);
  /// True once a byte of the answer has come: the request has been seen, and must not be repeated unasked.
  bool answer_began() const { return answer_began_; }
  /// True when the connection may carry another exchange.
  bool reusable() const;
  bool quiet() const { return in_.size() == 0 && stream_->quiet(); }

  MessageParser& parser() { return parser_; }
  /// The next piece of the body, or empty at its end.
  Task<std::string> next_piece();
  std::unique_ptr<Stream> take_stream() { return std::move(stream_); }
  std::string rest() { return in_.rest(); }

  SteadyTime idle_since;

 private:
  Task<> send_whole(const Request& request);
  Task<> send_upload(const Request& request);
  Task<> read_head(bool bodiless);
  Task<> send_and_read_head(const Request& request);
  void write_head(const Request& request);

  std::unique_ptr<Stream> stream_;
  MessageParser parser_;
  ReadBuffer in_;
  std::string out_;
  bool answer_began_ = false;
};

/// Where a connection goes once an answer has been read to its end.
class ConnectionPool {
 public:
  virtual ~ConnectionPool() = default;
  virtual void give_back(std::unique_ptr<ClientConnection> connection) = 0;
};

/// What the caller sees of the answer whose head has been read.
Answer make_answer(std::unique_ptr<ClientConnection> connection, std::weak_ptr<ConnectionPool> pool);

}  // namespace coracle::net
