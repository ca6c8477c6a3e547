#include "net/client.h"

#include <charconv>
#include <list>

#include "base/scope.h"
#include "net/client_connection.h"
#include "net/socket.h"
#include "net/text.h"

namespace coracle::net {
namespace {
struct Scheme {
  std::string_view name;
  bool tls;
  std::uint16_t port;
};
constexpr Scheme schemes[] = {
    {"http://", false, 80}, {"https://", true, 443}, {"ws://", false, 80}, {"wss://", true, 443}};

Error bad_url(std::string_view text, std::string_view why) {
  return {Reason::invalid, "'" + std::string(text.substr(0, 200)) + "' is no URL: " + std::string(why)};
}

bool is_repeatable(const Request& request) {
  constexpr std::string_view methods[] = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"};
  return !request.upload && std::find(std::begin(methods), std::end(methods), request.method) != std::end(methods);
}
}  // namespace

Result<Url> parse_url(std::string_view text) {
  const auto* scheme = std::find_if(std::begin(schemes), std::end(schemes), [&](const Scheme& known) {
    return equal_without_case(text.substr(0, known.name.size()), known.name);
  });
  if (scheme == std::end(schemes)) return bad_url(text, "it must begin with http:// or https://");
  for (const char letter : text)
    if (static_cast<unsigned char>(letter) <= ' ' || letter == 0x7f)
      return bad_url(text, "it holds a blank or control character");
  auto rest = text.substr(scheme->name.size());
  rest = rest.substr(0, rest.find('#'));
  const auto question = std::min(rest.find('?'), rest.size());
  Url url;
  url.tls = scheme->tls;
  url.port = scheme->port;
  url.query = rest.substr(std::min(question + 1, rest.size()));
  rest = rest.substr(0, question);
  const auto slash = std::min(rest.find('/'), rest.size());
  auto place = rest.substr(0, slash);
  url.path = rest.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  if (place.find('@') != std::string_view::npos) return bad_url(text, "user information is not supported");
  const auto bracket = place.starts_with('[') ? place.find(']') : 0;
  if (bracket == std::string_view::npos) return bad_url(text, "a bracket is not closed");
  const auto colon = place.find(':', bracket);
  url.host = bracket ? place.substr(1, bracket - 1) : place.substr(0, colon);
  if (bracket && colon != bracket + 1 && place.size() != bracket + 1) return bad_url(text, "the host is malformed");
  if (colon != std::string_view::npos) {
    const auto digits = place.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc() || end != digits.data() + digits.size() || url.port == 0)
      return bad_url(text, "the port is no number from 1 to 65535");
  }
  if (url.host.empty()) return bad_url(text, "the host is missing");
  return url;
}

std::string Url::authority() const {
  auto text = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text;
}

struct Client::State final : ConnectionPool {
  State(Url place, ClientOptions chosen) : url(std::move(place)), options(std::move(chosen)) {
    if (url.tls) tls.emplace(options.tls);
    if (options.server_name.empty()) options.server_name = url.host;
  }
  Url url;
  ClientOptions options;
  std::optional<TlsClient> tls;
  std::list<std::unique_ptr<ClientConnection>> idle;  // the newest last
  bool closed = false;

  void give_back(std::unique_ptr<ClientConnection> connection) override {
    if (closed) return;
    connection->idle_since = std::chrono::steady_clock::now();
    idle.push_back(std::move(connection));
    if (idle.size() > options.idle_connections) idle.pop_front();
  }

  std::unique_ptr<ClientConnection> take_idle() {
    const auto oldest = std::chrono::steady_clock::now() - options.idle_timeout;
    while (!idle.empty() && idle.front()->idle_since < oldest) idle.pop_front();
    while (!idle.empty()) {
      auto connection = std::move(idle.back());
      idle.pop_back();
      if (connection->quiet()) return connection;
    }
    return nullptr;
  }

  Task<std::unique_ptr<Stream>> dial() {
    auto stream =
        options.dial ? co_await options.dial() : co_await dial_tcp(url.host, url.port, options.connect_timeout);
    if (tls) stream = co_await tls->connect(std::move(stream), options.server_name);
    co_return stream;
  }

  Task<std::unique_ptr<ClientConnection>> connect() {
    auto dialling = dial();
    auto stream = co_await within(options.connect_timeout, std::move(dialling), "connect to " + url.authority());
    co_return std::make_unique<ClientConnection>(std::move(stream), options.head_limit);
  }

  void complete(Request& request) const {
    request.target = url.path + request.target;
    if (!request.headers.has("Host")) request.headers.add("Host", url.authority());
    for (const auto& [name, value] : options.headers)
      if (!request.headers.has(name)) request.headers.add(name, value);
  }
};

Client::Client(Url url, ClientOptions options) : state_(std::make_shared<State>(std::move(url), std::move(options))) {}
Client::Client(std::string_view url, ClientOptions options) : Client(parse_url(url).take(), std::move(options)) {}
Client::~Client() {
  state_->closed = true;
  state_->idle.clear();
}

Task<Answer> Client::send(Request request) {
  const auto state = state_;
  state->complete(request);
  const auto limit = state->options.head_timeout;
  if (auto connection = state->take_idle()) {
    bool repeat = false;
    try {
      co_await connection->exchange_head(request, limit);
    } catch (const Error& error) {
      // The server may have closed the kept connection just when we used it.
      repeat = error.reason() == Reason::service_unavailable && !connection->answer_began() && is_repeatable(request);
      if (!repeat) throw;
    }
    if (!repeat) co_return make_answer(std::move(connection), state);
  }
  auto connection = co_await state->connect();
  co_await connection->exchange_head(request, limit);
  co_return make_answer(std::move(connection), state);
}

Task<WholeAnswer> exchange(RoundTrip& client, Request request, std::size_t limit) {
  auto answer = co_await client.send(std::move(request));
  WholeAnswer whole{answer.status, std::move(answer.headers), {}};
  if (answer.body) whole.body = co_await read_all(*answer.body, limit);
  co_return whole;
}

}  // namespace coracle::net
