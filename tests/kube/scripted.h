#pragma once
// An API server that answers what a test wrote down, over a real port: for the answers that ours gives seldom.
#include <deque>
#include <string>
#include <vector>

#include "net/server.h"

namespace coracle::testing {

class Scripted final : public net::Handler {
 public:
  /// What the next requests get, in order; then, for ever, `rest`.
  std::deque<net::Response> answers;
  std::function<net::Response(const net::Request&)> rest = [](const net::Request&) { return answer(200, "{}"); };
  std::vector<net::Request> seen;

  static net::Response answer(int status, std::string body, std::string retry_after = {}) {
    net::Response out;
    out.status = status;
    out.body = std::move(body);
    out.headers.set("Content-Type", "application/json");
    if (!retry_after.empty()) out.headers.set("Retry-After", std::move(retry_after));
    return out;
  }
  /// A Status as API servers answer it.
  static net::Response refusal(int status, const std::string& reason, const std::string& words,
                               std::string retry_after = {}) {
    return answer(status,
                  R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + reason + R"(","message":")" +
                      words + R"(","code":)" + std::to_string(status) + "}",
                  std::move(retry_after));
  }

  Task<net::Response> handle(net::Request request) override {
    seen.push_back(request);
    if (answers.empty()) co_return rest(request);
    auto next = std::move(answers.front());
    answers.pop_front();
    co_return next;
  }
};

/// The handler on a port of loopback.
struct ScriptedPort {
  ScriptedPort(Loop& loop, net::Handler& handler, net::ServerOptions options = {}, std::uint16_t on = 0)
      : server(loop, handler, std::move(options), Log("test", LogLevel::error)) {
    auto listener = net::Listener::tcp("127.0.0.1", on);
    port = listener.port();
    server.listen(std::move(listener));
  }
  net::Server server;
  std::uint16_t port = 0;
};

}  // namespace coracle::testing
