// Serves plain kinds (apiserver/testing) over TLS on a free port of 127.0.0.1 until SIGTERM, everyone let in.
// Usage: plain_apiserver FOLDER [LOOPS]: the database and an admin kubeconfig are put into FOLDER.
#include <fmt/core.h>
#include <signal.h>

#include <fstream>
#include <thread>

#include "apiserver/discovery/discovery.h"
#include "apiserver/tables/tables.h"
#include "apiserver/testing/cluster.h"
#include "base/base64.h"
#include "net/certificates.h"
#include "net/server.h"

namespace coracle::apiserver {
namespace {

void write_kubeconfig(const std::string& path, const std::string& address, const std::string& authority) {
  std::ofstream(path) << fmt::format(
      "apiVersion: v1\nkind: Config\nclusters:\n- name: plain\n  cluster:\n    server: https://{}\n"
      "    certificate-authority-data: {}\nusers:\n- name: admin\n  user:\n    token: anyone\ncontexts:\n- name: "
      "plain\n"
      "  context:\n    cluster: plain\n    user: admin\ncurrent-context: plain\n",
      address, to_base64(authority));
}

/// One loop with its endpoint and server.
struct Front {
  Front(const ServerParts& parts, const std::vector<HealthCheck>& checks, const net::ServerOptions& options)
      : endpoint(parts, checks, loop.executor()), server(loop, endpoint, options, parts.log) {}
  Loop loop;
  Endpoint endpoint;
  net::Server server;
};

int serve(const std::string& folder, std::size_t loops) {
  Store store({.path = folder + "/store.db"});
  Registry registry(store);
  registry.replace({}, testing::plain_resources());
  testing::OpenDoor door;
  const SystemClock clock;
  const TableRenderer tables(clock);
  Discovery discovery([] { return std::vector<AggregatedVersion>{}; });
  const ServerParts parts{store, registry, door, door, door, clock, &tables, {&discovery}};
  const std::vector<HealthCheck> checks{{"ping", [] { return true; }, true}};

  const auto authority = net::Authority::make("plain-ca");
  net::CertificateRequest request;
  request.common_name = "plain-apiserver";
  request.addresses = {"127.0.0.1"};
  request.for_servers = true;
  net::ServerOptions options;
  options.tls = std::make_shared<net::TlsServer>(std::make_shared<net::CertificateSource>(authority.issue(request)));

  std::vector<std::unique_ptr<Front>> fronts;
  for (std::size_t i = 0; i < loops; ++i) fronts.push_back(std::make_unique<Front>(parts, checks, options));
  auto listener = net::Listener::tcp("127.0.0.1", 0);
  write_kubeconfig(folder + "/kubeconfig", listener.address(), authority.certificate_pem());
  fmt::print("{}\n", listener.address());
  std::fflush(stdout);
  std::vector<net::Server*> others;
  for (std::size_t i = 1; i < loops; ++i) others.push_back(&fronts[i]->server);
  fronts[0]->loop.post([&] { fronts[0]->server.listen(std::move(listener), others); });
  std::vector<std::thread> threads;
  for (auto& front : fronts) threads.emplace_back([&front] { front->loop.run(); });
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  int number = 0;
  sigwait(&ending, &number);
  for (auto& front : fronts) front->loop.stop();
  for (auto& thread : threads) thread.join();
  std::_Exit(0);  // as a killed server: nothing of what was answered may be lost
}

}  // namespace
}  // namespace coracle::apiserver

int main(int count, char** arguments) {
  if (count < 2) return 2;
  signal(SIGPIPE, SIG_IGN);
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  return coracle::apiserver::serve(arguments[1], count > 2 ? std::stoul(arguments[2]) : 2);
}
