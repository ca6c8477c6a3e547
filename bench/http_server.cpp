// deps: coracle_net
// Answers every GET with 850 bytes over TLS: http_server [loops] [seconds]. Prints its port; then, for example,
//   wrk -t2 -c16 -d10 https://127.0.0.1:PORT/
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "net/server.h"

namespace {
using namespace coracle;

class Fixed final : public net::Handler {
 public:
  Task<net::Response> handle(net::Request) override {
    net::Response response;
    response.headers.add("Content-Type", "application/json");
    response.body = net::SharedTexts{text_};
    co_return response;
  }

 private:
  std::shared_ptr<const std::string> text_ = std::make_shared<const std::string>(850, 'x');
};

struct Worker {
  Loop loop;
  Fixed handler;
  std::unique_ptr<net::Server> server;
  std::thread thread;
};
}  // namespace

int main(int count, char** arguments) {
  const int loops = count > 1 ? std::atoi(arguments[1]) : 2;
  const int seconds = count > 2 ? std::atoi(arguments[2]) : 30;
  const bool plain = count > 3;
  const auto authority = net::Authority::make("bench");
  net::ServerOptions options;
  if (!plain)
    options.tls = std::make_shared<net::TlsServer>(std::make_shared<net::CertificateSource>(
        authority.issue({.common_name = "bench", .addresses = {"127.0.0.1"}, .for_servers = true})));
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<net::Server*> others;
  for (int i = 0; i < loops; ++i) {
    auto worker = std::make_unique<Worker>();
    worker->server = std::make_unique<net::Server>(worker->loop, worker->handler, options, Log("bench"));
    if (i > 0) others.push_back(worker->server.get());
    workers.push_back(std::move(worker));
  }
  auto listener = net::Listener::tcp("127.0.0.1", 0);
  std::printf("%u\n", listener.port());
  std::fflush(stdout);
  workers[0]->server->listen(std::move(listener), others);
  for (auto& worker : workers) worker->thread = std::thread([&worker] { worker->loop.run(); });
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  std::_Exit(0);
}
