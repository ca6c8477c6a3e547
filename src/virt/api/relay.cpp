#include "virt/api/relay.h"

#include "base/scope.h"

namespace coracle::virt::api {
namespace {
using namespace std::chrono_literals;

constexpr auto ping_every = 30s;
/// What the other side may take to close in turn.
constexpr auto closing = 5s;
constexpr int going_away = 1001;
constexpr int broke = 1011;

/// Codes that only an endpoint itself may note (RFC 6455 7.4.1).
bool may_be_passed_on(int code) { return code >= 1000 && code != 1004 && code != 1005 && code != 1006 && code < 5000; }

struct Ends {
  explicit Ends(const Loop::Executor& executor) : one(executor), both(executor) {}
  Event one;
  Event both;
  int left = 2;
};

Task<> pump(net::WebSocket& from, net::WebSocket& to, Ends& ends) {
  struct End {
    Ends& ends;
    ~End() {
      ends.one.set();
      if (--ends.left == 0) ends.both.set();
    }
  } end{ends};
  int code = broke;
  std::string reason = "the connection to the guest broke";
  try {
    while (const auto message = co_await from.read()) {
      if (message->binary)
        co_await to.send_binary(message->bytes);
      else
        co_await to.send_text(message->bytes);
    }
    code = may_be_passed_on(from.close_code()) ? from.close_code() : 1000;
    reason = from.close_reason();
  } catch (const Error& error) {
    reason = error.message().substr(0, 120);
  }
  co_await to.send_close(code, reason);
}

Task<> ping(net::WebSocket& client, Ends& ends) {
  try {
    while (true) {
      co_await sleep_for(ping_every);
      co_await client.ping("keep alive");
    }
  } catch (const Error&) {
    ends.one.set();
  }
}

}  // namespace

Task<> relay(std::unique_ptr<net::WebSocket> client, std::unique_ptr<net::WebSocket> target) {
  const auto executor = co_await this_executor();
  Ends ends(executor);
  Scope scope(executor, [](const std::string&, std::exception_ptr) {});  // a side that is gone needs no telling
  scope.spawn(pump(*client, *target, ends), "from the client");
  scope.spawn(pump(*target, *client, ends), "to the client");
  scope.spawn(ping(*client, ends), "ping");
  std::exception_ptr ended;
  bool stopped = false;
  try {
    co_await ends.one.wait();
    co_await ends.both.wait_for(closing);  // the other side closes in turn
  } catch (...) {
    ended = std::current_exception();
    stopped = true;
  }
  co_await uncancellable();
  if (stopped) {
    try {
      auto telling = client->send_close(going_away, "virt-api is stopping");
      co_await within(1s, std::move(telling), "close a session");
    } catch (const Error&) {
      // gone already
    }
  }
  client->abort();
  target->abort();
  co_await scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

}  // namespace coracle::virt::api
