#include <CLI/CLI.hpp>
#include <csignal>

#include "base/scope.h"
#include "net/socket.h"
#include "virtctl/command.h"
#include "virtctl/dial.h"
#include "virtctl/stdio_stream.h"
#include "virtctl/target.h"

namespace coracle::virtctl {
namespace {
using namespace std::chrono_literals;

constexpr auto linger = 5s;  ///< for the other direction, once one has ended

struct ForwardFlags {
  std::string target;
  std::vector<std::string> ports;
  std::string address = "127.0.0.1";
  bool stdio = false;
};

std::string forward_path(Session& session, const MachineTarget& target, const ForwardedPort& port) {
  const auto& ns = target.ns.empty() ? session.ns() : target.ns;
  return subresource_path(target.kind, ns, target.name,
                          "portforward/" + std::to_string(port.target) + "/" + port.protocol);
}

Task<> forward(Session& session, std::string path, std::unique_ptr<net::Stream> client) {
  std::string failure;
  try {
    auto remote = net::make_stream(co_await dial_subresource(session, path));
    co_await net::splice(*client, *remote, linger);
  } catch (const Error& error) {
    failure = error.message();
  }
  if (!failure.empty()) std::fprintf(stderr, "forward to %s: %s\n", path.c_str(), failure.c_str());
}

Task<> accept_for(Session& session, std::string path, net::Listener listener, Scope& scope) {
  while (true) {
    auto client = co_await listener.accept_stream();
    scope.spawn(forward(session, path, std::move(client)), "forward");
  }
}

Task<int> forward_stdio(Session& session, MachineTarget target, ForwardedPort port) {
  auto remote = net::make_stream(co_await dial_subresource(session, forward_path(session, target, port)));
  const auto local = make_stdio_stream();
  co_await net::splice(*local, *remote, linger);
  co_return 0;
}

Task<int> port_forward(Session& session, ForwardFlags flags) {
  const auto target = parse_target(flags.target).take();
  std::vector<ForwardedPort> ports;
  for (const auto& text : flags.ports) {
    ports.push_back(parse_forwarded_port(text).take());
    if (ports.back().protocol == "udp")
      throw Error(Reason::method_not_allowed, "this release forwards no UDP: " + text);
  }
  if (flags.stdio) {
    if (ports.size() != 1) throw Error(Reason::bad_request, "--stdio takes exactly one port");
    co_return co_await forward_stdio(session, target, ports.front());
  }
  std::vector<std::pair<std::string, net::Listener>> listeners;
  for (const auto& port : ports) {
    auto path = forward_path(session, target, port);
    auto listener = net::Listener::tcp(flags.address, port.local);
    std::printf("Forwarding from %s to %u\n", listener.address().c_str(), unsigned{port.target});
    listeners.emplace_back(std::move(path), std::move(listener));
  }
  // Only when all are there: nothing may run when one of them fails.
  Scope scope(co_await this_executor());
  for (auto& [path, listener] : listeners) scope.spawn(accept_for(session, path, std::move(listener), scope), "listen");
  std::fflush(stdout);
  Signals signals(session.loop(), {SIGTERM, SIGINT, SIGHUP});
  co_await signals.next();
  co_await scope.cancel_and_join();
  co_return 0;
}
}  // namespace

void add_port_forward(CLI::App& parent, Chosen& chosen) {
  const auto flags = std::make_shared<ForwardFlags>();
  auto* app = parent.add_subcommand("port-forward", "Forward local ports to a virtual machine or instance");
  app->add_option("TARGET", flags->target, "TYPE/NAME[/NAMESPACE] with the type vm or vmi")->required();
  app->add_option("PORTS", flags->ports, "[protocol/]LOCAL[:TARGET]")->required();
  app->add_option("--address", flags->address, "Numeric address to listen on")->capture_default_str();
  app->add_flag("--stdio", flags->stdio, "Forward standard input and output in place of a local port");
  app->callback([flags, &chosen] { chosen = [flags](Session& session) { return port_forward(session, *flags); }; });
}

}  // namespace coracle::virtctl
