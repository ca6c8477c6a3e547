#include "net/message_parser.h"

#include <boost/beast/http/basic_parser.hpp>

namespace coracle::net {
namespace {
namespace http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastText = boost::beast::string_view;

/// What Beast's parser found. One for both kinds of message.
struct Found {
  std::string method, target;
  int status = 0;
  int version = 11;
  Headers headers;
  std::string* body = nullptr;
  bool in_trailer = false;
};

template <bool is_request>
class BeastParser final : public http::basic_parser<is_request> {
 public:
  explicit BeastParser(Found& found) : found_(found) {}

 private:
  static std::string text(BeastText view) { return {view.data(), view.size()}; }
  void on_request_impl(http::verb, BeastText method, BeastText target, int version, BeastError&) override {
    found_.version = version;
    found_.method = text(method);
    found_.target = text(target);
  }
  void on_response_impl(int status, BeastText, int version, BeastError&) override {
    found_.version = version;
    found_.status = status;
  }
  void on_field_impl(http::field, BeastText name, BeastText value, BeastError&) override {
    if (!found_.in_trailer) found_.headers.add({name.data(), name.size()}, text(value));
  }
  void on_header_impl(BeastError&) override { found_.in_trailer = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastText bytes, BeastError&) override { return keep(bytes); }
  void on_chunk_header_impl(std::uint64_t, BeastText, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText bytes, BeastError&) override { return keep(bytes); }
  void on_finish_impl(BeastError&) override {}
  std::size_t keep(BeastText bytes) {
    found_.body->append(bytes.data(), bytes.size());
    return bytes.size();
  }
  Found& found_;
};

[[noreturn]] void refuse(const BeastError& error) {
  if (error == http::error::header_limit)
    throw Error(Reason::bad_request, "the head of the request is too long").with_code(431);
  throw Error(Reason::bad_request, "malformed HTTP: " + error.message());
}

constexpr std::size_t line_limit = 16U << 10U;  // a chunk's size line and its trailers
}  // namespace

struct MessageParser::Impl {
  Kind kind;
  std::size_t head_limit;
  std::size_t head_taken = 0;
  Found found;
  std::optional<BeastParser<true>> request;
  std::optional<BeastParser<false>> answer;

  template <class F>
  decltype(auto) with(F use) {
    return kind == Kind::request ? use(*request) : use(*answer);
  }
  template <class F>
  decltype(auto) with(F use) const {
    return kind == Kind::request ? use(*request) : use(*answer);
  }
};

MessageParser::MessageParser(Kind kind, std::size_t head_limit) : impl_(std::make_unique<Impl>()) {
  impl_->kind = kind;
  impl_->head_limit = head_limit;
  reset();
}
MessageParser::~MessageParser() = default;

void MessageParser::reset(bool bodiless) {
  impl_->found = {};
  impl_->head_taken = 0;
  if (impl_->kind == Kind::request)
    impl_->request.emplace(impl_->found);
  else
    impl_->answer.emplace(impl_->found);
  impl_->with([&](auto& parser) {
    parser.header_limit(static_cast<std::uint32_t>(impl_->head_limit));
    parser.body_limit(boost::none);
    parser.eager(false);
    if (bodiless) parser.skip(true);
  });
}

std::size_t MessageParser::feed_head(std::string_view bytes) {
  return impl_->with([&](auto& parser) {
    std::size_t taken = 0;
    while (!parser.is_header_done() && taken < bytes.size()) {
      BeastError error;
      const auto count = parser.put(boost::asio::const_buffer(bytes.data() + taken, bytes.size() - taken), error);
      taken += count;
      if (error && error != http::error::need_more) refuse(error);
      if (error || count == 0) break;
    }
    // Beast's limit is that of one line; together they are bounded here.
    impl_->head_taken += taken;
    if (impl_->head_taken > impl_->head_limit) refuse(http::error::header_limit);
    return taken;
  });
}

std::size_t MessageParser::feed_body(std::string_view bytes, std::string& body) {
  impl_->found.body = &body;
  return impl_->with([&](auto& parser) {
    parser.eager(true);
    std::size_t taken = 0;
    while (!parser.is_done() && taken < bytes.size()) {
      BeastError error;
      const auto count = parser.put(boost::asio::const_buffer(bytes.data() + taken, bytes.size() - taken), error);
      taken += count;
      if (error && error != http::error::need_more) refuse(error);
      if (error || count == 0) break;
    }
    if (!parser.is_done() && bytes.size() - taken > line_limit)
      throw Error(Reason::bad_request, "malformed HTTP: the line of a chunk is too long");
    return taken;
  });
}

void MessageParser::feed_end() {
  impl_->with([](auto& parser) {
    BeastError error;
    parser.put_eof(error);
    if (error) refuse(error);
  });
}

bool MessageParser::head_done() const {
  return impl_->with([](const auto& parser) { return parser.is_header_done(); });
}
bool MessageParser::done() const {
  return impl_->with([](const auto& parser) { return parser.is_done(); });
}
std::string& MessageParser::method() { return impl_->found.method; }
std::string& MessageParser::target() { return impl_->found.target; }
int MessageParser::status() const { return impl_->found.status; }
Headers& MessageParser::headers() { return impl_->found.headers; }
bool MessageParser::keep_alive() const {
  return impl_->with([](const auto& parser) { return parser.keep_alive(); });
}
bool MessageParser::old_version() const { return impl_->found.version < 11; }
std::optional<std::uint64_t> MessageParser::content_length() const {
  return impl_->with([](const auto& parser) -> std::optional<std::uint64_t> {
    const auto length = parser.content_length();
    if (!length) return std::nullopt;
    return *length;
  });
}

}  // namespace coracle::net
