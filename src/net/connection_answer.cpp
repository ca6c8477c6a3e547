#include "net/connection.h"
#include "net/encoding.h"
#include "net/message_writer.h"

namespace coracle::net {
namespace {
constexpr std::size_t gather_limit = 64U << 10U;  // up to here head and body go out in one write
constexpr std::size_t write_step = 256U << 10U;   // each with a deadline of its own
constexpr std::size_t copy_limit = 16U << 10U;    // longer texts are not copied
constexpr std::size_t ahead_limit = 64U << 10U;   // of what a client may send before it has its answer

std::size_t total_size(const SharedTexts& texts) {
  std::size_t total = 0;
  for (const auto& text : texts) total += text->size();
  return total;
}

std::string joined(const SharedTexts& texts, std::size_t total) {
  std::string whole;
  whole.reserve(total);
  for (const auto& text : texts) whole += *text;
  return whole;
}
}  // namespace

/// What the two tasks of an answer that goes on share.
struct Connection::Streaming {
  explicit Streaming(const Loop::Executor& executor) : ended(executor) {}
  Event ended;
  bool whole = false;  // the body came to its own end
  bool client_gone = false;
  std::exception_ptr failure;
};

class Connection::ChunkWriter final : public BodyWriter {
 public:
  explicit ChunkWriter(Connection& connection) : self_(connection) {}
  Task<> write(std::shared_ptr<const std::string> bytes) override {
    if (bytes->empty() || self_.head_only_) co_return;
    auto& out = self_.out_;
    out.clear();
    if (!self_.old_version_) append_chunk_start(out, bytes->size());
    const bool copy = bytes->size() <= gather_limit;
    if (copy) {
      out += *bytes;
    } else {
      co_await self_.write_out();
      co_await self_.write(*bytes);
    }
    if (!self_.old_version_) out += "\r\n";
    co_await self_.write_out();
  }

 private:
  Connection& self_;
};

Task<> Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto step = bytes.substr(0, write_step);
    set_deadline(context_.options.write_timeout);
    co_await stream_->write(step);
    clear_deadline();
    bytes.remove_prefix(step.size());
  }
}

Task<> Connection::write_out() {
  co_await write(out_);
  out_.clear();
  if (out_.capacity() > 2 * gather_limit) std::string().swap(out_);
}

void Connection::start_head(const Response& response) {
  out_.clear();
  append_answer_start(out_, response.status);
  append_fields(out_, response.headers, false);
}

void Connection::end_head() {
  if (context_.stopping) keep_alive_ = false;
  if (!keep_alive_)
    out_ += "Connection: close\r\n";
  else if (old_version_)
    out_ += "Connection: keep-alive\r\n";
  out_ += "\r\n";
}

Task<> Connection::send(Response response) {
  if (auto* streamed = std::get_if<Streamed>(&response.body)) {
    co_await send_streamed(response, std::move(*streamed));
    co_return;
  }
  if (auto* upgraded = std::get_if<Upgraded>(&response.body)) {
    co_await hand_over(response, std::move(*upgraded));
    co_return;
  }
  auto* text = std::get_if<Text>(&response.body);
  const auto total = text ? text->size() : total_size(std::get<SharedTexts>(response.body));
  if (gzip_ && total > context_.options.gzip_from && !response.headers.has("Content-Encoding")) {
    std::string packed = gzip(text ? *text : joined(std::get<SharedTexts>(response.body), total));
    response.body = std::move(packed);
    text = std::get_if<Text>(&response.body);
    response.headers.add("Content-Encoding", "gzip");
    response.headers.add("Vary", "Accept-Encoding");
  }
  if (!text) {
    auto texts = std::move(std::get<SharedTexts>(response.body));
    co_await send_texts(response, std::move(texts));
    co_return;
  }
  start_head(response);
  const bool with_body = has_body(response.status);
  if (with_body) {
    const auto length = head_only_ && text->empty() ? response.headers.get("Content-Length") : std::string_view();
    if (length.empty()) {
      out_ += "Content-Length: ";
      append_number(out_, text->size());
      out_ += "\r\n";
    } else {
      append_field(out_, "Content-Length", length);
    }
  }
  end_head();
  if (!with_body || head_only_) text->clear();
  const bool together = out_.size() + text->size() <= gather_limit;
  if (together) out_ += *text;
  co_await write_out();
  if (!together) co_await write(*text);
}

Task<> Connection::send_texts(const Response& response, SharedTexts texts) {
  start_head(response);
  const bool with_body = has_body(response.status);
  if (with_body) {
    out_ += "Content-Length: ";
    append_number(out_, total_size(texts));
    out_ += "\r\n";
  }
  end_head();
  if (!with_body || head_only_) texts.clear();
  for (const auto& text : texts) {
    if (text->size() > copy_limit) {
      co_await write_out();
      co_await write(*text);
      continue;
    }
    if (out_.size() + text->size() > gather_limit) co_await write_out();
    out_ += *text;
  }
  if (!out_.empty()) co_await write_out();
}

Task<> Connection::send_streamed(const Response& response, Streamed body) {
  start_head(response);
  if (old_version_) keep_alive_ = false;  // the end of the connection is the end of the body
  const bool with_body = has_body(response.status);
  if (with_body && !old_version_) out_ += "Transfer-Encoding: chunked\r\n";
  end_head();
  co_await write_out();
  if (!with_body || head_only_) co_return;
  co_await stream_body(std::move(body));
  if (!old_version_) co_await write(last_chunk);
}

Task<> Connection::run_streamed(Streamed& body, Streaming& streaming) {
  struct AtEnd {
    Event& ended;
    ~AtEnd() { ended.set(); }
  } at_end{streaming.ended};
  ChunkWriter writer(*this);
  co_await body(writer);
  streaming.whole = true;
}

/// A client that leaves is noticed although nothing is written: a quiet watch would otherwise stay for ever.
Task<> Connection::watch_client(Streaming& streaming) {
  try {
    while (in_.size() < ahead_limit)
      if (co_await in_.fill(*stream_) == 0) break;
    if (in_.size() >= ahead_limit) co_return;
  } catch (const Error&) {
  }
  streaming.client_gone = true;
  streaming.ended.set();
}

Task<> Connection::stream_body(Streamed body) {
  Streaming streaming(context_.executor);
  phase_ = Phase::streaming;
  Scope scope(context_.executor, [&streaming](const std::string&, std::exception_ptr error) {
    if (!streaming.failure) streaming.failure = error;
  });
  scope.spawn(run_streamed(body, streaming), "body");
  if (parser_.done()) scope.spawn(watch_client(streaming), "client");  // else the handler reads the upload
  std::exception_ptr cancelled;
  try {
    while (!streaming.ended.is_set()) co_await streaming.ended.wait();
  } catch (...) {
    cancelled = std::current_exception();
  }
  co_await uncancellable();
  co_await shielded(scope.cancel_and_join());
  phase_ = Phase::busy;
  if (cancelled) std::rethrow_exception(cancelled);
  if (context_.cancelled) throw Cancelled{};
  if (streaming.client_gone) throw Error(Reason::service_unavailable, "the client is gone");
  if (streaming.whole) co_return;
  context_.log.debug("an answer ended before its end", {{"error", describe(streaming.failure)}});
  throw Error(Reason::service_unavailable, "the body of an answer failed");
}

Task<> Connection::hand_over(const Response& response, Upgraded take) {
  out_.clear();
  append_answer_start(out_, 101);
  append_fields(out_, response.headers, true);
  out_ += "\r\n";
  co_await write_out();
  keep_alive_ = false;
  clear_deadline();
  auto stream = std::move(stream_);
  try {
    co_await take(std::move(stream), in_.rest());
  } catch (const Error& error) {
    context_.log.debug("an upgraded connection ended", {{"error", error.message()}});
  }
}

}  // namespace coracle::net
