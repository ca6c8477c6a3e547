#include "net/client_connection.h"

#include "base/scope.h"
#include "net/message_writer.h"

namespace coracle::net {
namespace {
constexpr auto upload_step_limit = std::chrono::seconds(60);

/// A server's broken answer is no bad request of ours.
template <class F>
auto reading_answer(F read) {
  try {
    return read();
  } catch (const Error& error) {
    throw Error(Reason::service_unavailable, "the server's answer: " + error.message());
  }
}

class AnswerBody final : public BodyReader {
 public:
  AnswerBody(std::unique_ptr<ClientConnection> connection, std::weak_ptr<ConnectionPool> pool)
      : connection_(std::move(connection)), pool_(std::move(pool)) {
    release_when_done();
  }

  Task<std::string> next() override {
    if (!connection_) co_return std::string();
    auto piece = co_await connection_->next_piece();
    release_when_done();
    co_return piece;
  }

 private:
  void release_when_done() {
    if (!connection_->parser().done()) return;
    const auto pool = pool_.lock();
    if (pool && connection_->reusable()) pool->give_back(std::move(connection_));
    connection_ = nullptr;
  }
  std::unique_ptr<ClientConnection> connection_;
  std::weak_ptr<ConnectionPool> pool_;
};
}  // namespace

ClientConnection::ClientConnection(std::unique_ptr<Stream> stream, std::size_t head_limit)
    : stream_(std::move(stream)), parser_(MessageParser::Kind::answer, head_limit) {}
ClientConnection::~ClientConnection() {
  if (stream_) stream_->close();
}

bool ClientConnection::reusable() const { return stream_ && parser_.done() && parser_.keep_alive() && in_.size() == 0; }

void ClientConnection::write_head(const Request& request) {
  const auto breaks_line = [](char letter) { return static_cast<unsigned char>(letter) <= ' ' || letter == 0x7f; };
  if (request.target.empty() || request.method.empty() ||
      std::any_of(request.target.begin(), request.target.end(), breaks_line) ||
      std::any_of(request.method.begin(), request.method.end(), breaks_line))
    throw Error(Reason::invalid, "method and target of a request hold no blanks and are not empty");
  out_.clear();
  out_.append(request.method).append(" ").append(request.target).append(" HTTP/1.1\r\n");
  append_fields(out_, request.headers, true);
  const bool carries = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (request.upload) {
    out_ += "Transfer-Encoding: chunked\r\n";
  } else if (carries || !request.body.empty()) {
    out_ += "Content-Length: ";
    append_number(out_, request.body.size());
    out_ += "\r\n";
  }
  out_ += "\r\n";
}

Task<> ClientConnection::send_whole(const Request& request) {
  write_head(request);
  const bool together = request.body.size() <= (64U << 10U);
  if (together) out_ += request.body;
  co_await stream_->write(out_);
  if (!together) co_await stream_->write(request.body);
}

Task<> ClientConnection::send_upload(const Request& request) {
  write_head(request);
  while (true) {
    co_await within(upload_step_limit, stream_->write(out_), "send a request's body");
    out_.clear();
    const auto piece = co_await request.upload->next();
    if (piece.empty()) break;
    append_chunk_start(out_, piece.size());
    out_.append(piece).append("\r\n");
  }
  co_await within(upload_step_limit, stream_->write(last_chunk), "send a request's body");
}

Task<> ClientConnection::read_head(bool bodiless) {
  while (true) {
    parser_.reset(bodiless);
    while (!parser_.head_done()) {
      if (in_.size() > 0) in_.take(reading_answer([this] { return parser_.feed_head(in_.view()); }));
      if (parser_.head_done()) break;
      if (co_await in_.fill(*stream_) == 0)
        throw Error(Reason::service_unavailable,
                    "the connection with " + stream_->peer().address + " ended before the answer");
      answer_began_ = true;
    }
    if (parser_.status() == 101 || parser_.status() >= 200) co_return;
  }
}

Task<> ClientConnection::send_and_read_head(const Request& request) {
  co_await send_whole(request);
  co_await read_head(request.method == "HEAD");
}

Task<> ClientConnection::exchange_head(const Request& request, Duration limit) {
  answer_began_ = false;
  const auto doing = request.method + " " + request.target.substr(0, request.target.find('?'));
  if (!request.upload) {
    co_await within(limit, send_and_read_head(request), doing);
    co_return;
  }
  std::optional<Error> refused;
  try {
    co_await send_upload(request);
  } catch (const Error& error) {
    refused = error;
  }
  // A server that wants no more of an upload answers and closes: the answer says more than the broken write.
  try {
    co_await within(limit, read_head(false), doing);
  } catch (const Error&) {
    if (refused) throw Error(*refused);
    throw;
  }
}

Task<std::string> ClientConnection::next_piece() {
  std::string piece;
  while (!parser_.done()) {
    in_.take(reading_answer([&] { return parser_.feed_body(in_.view(), piece); }));
    if (!piece.empty() || parser_.done()) break;
    if (co_await in_.fill(*stream_) == 0) reading_answer([this] { parser_.feed_end(); });
  }
  co_return piece;
}

Answer make_answer(std::unique_ptr<ClientConnection> connection, std::weak_ptr<ConnectionPool> pool) {
  Answer answer;
  answer.status = connection->parser().status();
  answer.headers = std::move(connection->parser().headers());
  if (answer.status == 101) {
    answer.already_read = connection->rest();
    answer.stream = connection->take_stream();
  } else {
    answer.body = std::make_unique<AnswerBody>(std::move(connection), std::move(pool));
  }
  return answer;
}

}  // namespace coracle::net
