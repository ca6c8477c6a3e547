#include "cmd/coracle/control.h"

#include <unistd.h>

#include "net/client.h"
#include "net/server.h"
#include "net/socket.h"

namespace coracle::cmd {
namespace {
using namespace std::chrono_literals;

net::Response json_response(int status, json::Object body) {
  net::Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = json::serialize(body);
  return response;
}

class ControlHandler final : public net::Handler {
 public:
  explicit ControlHandler(Cluster& cluster) : cluster_(cluster) {}

  Task<net::Response> handle(net::Request request) override {
    if (request.method == "GET" && request.target == "/status") co_return status();
    if (request.method == "POST" && request.target == "/down") co_return co_await down();
    co_return json_response(404, {{"message", "there is no " + request.method + " " + request.target}});
  }

 private:
  net::Response status() const {
    json::Array missing;
    for (const auto& one : cluster_.missing()) missing.emplace_back(one);
    return json_response(200, {{"pid", ::getpid()},
                               {"url", cluster_.url()},
                               {"node", cluster_.node_name()},
                               {"version", CORACLE_VERSION},
                               {"missing", std::move(missing)}});
  }
  Task<net::Response> down() {
    if (going_down_) co_return json_response(409, {{"message", "it is going down already"}});
    going_down_ = true;
    std::string failure;
    try {
      co_await cluster_.shut_down();
    } catch (const Error& error) {
      failure = error.message();
    }
    cluster_.stop();
    if (!failure.empty()) co_return json_response(500, {{"message", failure}});
    co_return json_response(200, {});
  }

  Cluster& cluster_;
  bool going_down_ = false;
};
}  // namespace

struct Control::Impl {
  Impl(Loop& run_on, std::string path, Cluster& cluster, Log log)
      : loop(run_on), socket(std::move(path)), handler(cluster), server(loop, handler, {}, std::move(log)) {}
  Loop& loop;
  std::string socket;
  ControlHandler handler;
  net::Server server;
};

Control::Control(Loop& loop, const Layout& layout, Cluster& cluster, Log log)
    : impl_(std::make_unique<Impl>(loop, layout.control_socket(), cluster, std::move(log))) {}
Control::~Control() = default;

Task<> Control::run() {
  impl_->server.listen(net::Listener::unix_socket(impl_->socket, 0600));
  std::exception_ptr ending;
  try {
    Event never(co_await this_executor());
    co_await never.wait();
  } catch (...) {
    ending = std::current_exception();
  }
  co_await uncancellable();
  co_await impl_->server.stop();
  ::unlink(impl_->socket.c_str());
  std::rethrow_exception(ending);
}

json::Value ask_running(const Layout& layout, std::string method, std::string path, Duration limit) {
  json::Value answer;
  run_task([&](Loop&) -> Task<> {
    net::ClientOptions options;
    options.head_timeout = limit;
    const auto socket = layout.control_socket();
    options.dial = [socket] { return net::dial_unix(socket, 5s); };
    net::Client client("http://coracle", options);
    net::Request request;
    request.method = method;
    request.target = path;
    const auto whole = co_await net::exchange(client, std::move(request));
    auto parsed = json::parse(whole.body);
    if (parsed) answer = std::move(*parsed);
    if (whole.status != 200)
      throw Error(reason_from_http(whole.status), std::string(json::text(answer, {"message"}, "it answered an error")));
  });
  return answer;
}

}  // namespace coracle::cmd
