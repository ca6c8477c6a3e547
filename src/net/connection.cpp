#include "net/connection.h"

#include "net/message_writer.h"
#include "net/text.h"

namespace coracle::net {
namespace {
constexpr std::size_t drain_limit = 1U << 20U;

/// As opposed to a connection that broke.
bool is_clients_fault(const Error& error) { return error.reason() != Reason::service_unavailable; }

/// A proxy's way to write it (RFC 9112 3.2.2): only the path counts.
void cut_absolute_form(std::string& target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string::npos || scheme > 5) return;
  const auto slash = target.find('/', scheme + 3);
  target = slash == std::string::npos ? "/" : target.substr(slash);
}
}  // namespace

/// A handler that asked for the body as it comes reads the connection through this, until its exchange is over.
class Connection::UploadReader final : public BodyReader {
 public:
  explicit UploadReader(Connection& connection) : connection_(&connection) {}
  void detach() { connection_ = nullptr; }

  Task<std::string> next() override {
    std::string piece;
    while (piece.empty()) {
      if (!connection_) throw Error(Reason::service_unavailable, "the request's body is read after its answer");
      auto& self = *connection_;
      if (self.parser_.done()) break;
      co_await self.allow_body();
      self.in_.take(self.parser_.feed_body(self.in_.view(), piece));
      if (!piece.empty() || self.parser_.done()) break;
      self.set_deadline(self.context_.options.body_timeout);
      const auto count = co_await self.in_.fill(*self.stream_);
      self.clear_deadline();
      if (count == 0) self.parser_.feed_end();
    }
    co_return piece;
  }

 private:
  Connection* connection_;
};

Connection::Connection(ConnectionContext& context, std::unique_ptr<Stream> stream)
    : context_(context),
      stream_(std::move(stream)),
      peer_(std::make_shared<const Peer>(stream_->peer())),
      parser_(MessageParser::Kind::request, context.options.head_limit) {}
Connection::~Connection() = default;

Task<> Connection::run() {
  try {
    while (co_await serve_next()) {
    }
    if (stream_) {
      set_deadline(context_.options.write_timeout);
      co_await stream_->finish();
    }
  } catch (const Error&) {  // the client is gone, or was too slow
  }
  if (stream_) stream_->close();
}

void Connection::check_deadline() {
  if (context_.now > deadline_ && stream_) stream_->close();
}

void Connection::stop_waiting() {
  if (phase_ != Phase::busy && stream_) stream_->close();
}

Task<bool> Connection::serve_next() {
  std::optional<Error> refused;
  std::shared_ptr<UploadReader> upload;
  Request request;
  try {
    if (!co_await read_head()) co_return false;
    request = take_request();
    check_head(request);
    if (!parser_.done() && context_.handler.streams_body(request))
      request.upload = upload = std::make_shared<UploadReader>(*this);
    else
      co_await read_body(request);
  } catch (const Error& error) {
    if (!is_clients_fault(error)) throw;
    refused = error;
  }
  if (refused) {
    co_await refuse(std::move(*refused));
    co_return false;
  }
  clear_deadline();
  auto response = co_await call_handler(std::move(request));
  if (upload && !parser_.done()) keep_alive_ = false;
  co_await send(std::move(response));
  if (upload) upload->detach();
  const bool unread = !parser_.done();
  if (unread && stream_) co_await drain();
  co_return keep_alive_ && !unread && stream_ && !context_.stopping;
}

Task<bool> Connection::read_head() {
  parser_.reset();
  phase_ = Phase::idle;
  set_deadline(context_.options.idle_timeout);
  while (true) {
    if (in_.size() > 0) {
      if (phase_ == Phase::idle) {
        phase_ = Phase::busy;
        set_deadline(context_.options.head_timeout);
      }
      in_.take(parser_.feed_head(in_.view()));
      if (parser_.head_done()) co_return true;
    }
    if (phase_ == Phase::idle && context_.stopping) co_return false;
    if (co_await in_.fill(*stream_) == 0) {
      if (phase_ == Phase::idle) co_return false;
      throw Error(Reason::service_unavailable, "the connection ended within a request");
    }
  }
}

Request Connection::take_request() {
  Request request;
  request.method = std::move(parser_.method());
  request.target = std::move(parser_.target());
  cut_absolute_form(request.target);
  request.headers = std::move(parser_.headers());
  request.peer = peer_;
  old_version_ = parser_.old_version();
  keep_alive_ = parser_.keep_alive();
  head_only_ = request.method == "HEAD";
  wants_continue_ = false;
  gzip_ = false;
  for (const auto& [name, value] : request.headers) {
    if (name.size() == 6 && equal_without_case(name, "Expect")) wants_continue_ = !old_version_;
    if (name.size() == 15 && equal_without_case(name, "Accept-Encoding"))
      gzip_ = request.headers.lists("Accept-Encoding", "gzip");
  }
  return request;
}

void Connection::check_head(const Request& request) const {
  if (!old_version_ && request.headers.all("Host").size() != 1)
    throw Error(Reason::bad_request, "a request has exactly one Host field");
  const auto codings = request.headers.all("Transfer-Encoding");
  if (!codings.empty() && (old_version_ || codings.size() != 1 || !equal_without_case(codings[0], "chunked")))
    throw Error(Reason::bad_request, "the only transfer coding is chunked").with_code(501);
  if (wants_continue_ && !equal_without_case(request.headers.get("Expect"), "100-continue"))
    throw Error(Reason::bad_request, "the only expectation is 100-continue").with_code(417);
}

Task<> Connection::allow_body() {
  if (!std::exchange(wants_continue_, false) || in_.size() > 0) co_return;
  co_await write("HTTP/1.1 100 Continue\r\n\r\n");
}

Task<> Connection::read_body(Request& request) {
  if (parser_.done()) co_return;
  const auto limit = context_.options.body_limit;
  const auto too_long = [limit] {
    return Error(Reason::request_entity_too_large, "the request is longer than " + std::to_string(limit) + " bytes");
  };
  if (parser_.content_length().value_or(0) > limit) throw too_long();
  co_await allow_body();
  set_deadline(context_.options.body_timeout);
  while (true) {
    in_.take(parser_.feed_body(in_.view(), request.body));
    if (request.body.size() > limit) throw too_long();
    if (parser_.done()) co_return;
    if (co_await in_.fill(*stream_) == 0)
      throw Error(Reason::service_unavailable, "the connection ended within a request");
  }
}

Task<Response> Connection::call_handler(Request request) {
  std::exception_ptr failure;
  try {
    co_return co_await context_.handler.handle(std::move(request));
  } catch (const Error& error) {
    co_return plain_answer(error.code(), error.message());
  } catch (const Cancelled&) {
    throw;
  } catch (...) {
    failure = std::current_exception();
  }
  co_await check_cancelled();
  context_.log.error("a handler failed", {{"error", describe(failure)}});
  co_return plain_answer(500, "internal error");
}

Task<> Connection::refuse(Error error) {
  keep_alive_ = false;
  auto response = plain_answer(error.code(), error.message());
  co_await send(std::move(response));
  co_await drain();
}

/// Closing with unread bytes makes the kernel send a reset, which may overtake the answer.
Task<> Connection::drain() {
  set_deadline(std::chrono::seconds(2));
  co_await stream_->finish();
  std::size_t drained = 0;
  while (drained < drain_limit) {
    const auto count = co_await in_.fill(*stream_);
    if (count == 0) co_return;
    in_.take(in_.size());
    drained += count;
  }
}

}  // namespace coracle::net
