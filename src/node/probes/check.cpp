#include "node/probes/check.h"

#include <fmt/core.h>

#include "base/scope.h"
#include "base/utf8.h"
#include "net/client.h"
#include "net/socket.h"

namespace coracle::node::probes {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;

constexpr std::size_t longest_words = 1024;

/// What a container wrote, as an event may tell it.
std::string told(std::string_view words) { return valid_utf8(words.substr(0, longest_words)); }

Task<Verdict> run_command(const rpc::CriClient& cri, v1::ExecAction action, std::string container, Duration limit) {
  const auto seconds = std::max(1s, std::chrono::ceil<std::chrono::seconds>(limit));
  auto result = co_await cri.exec_sync(std::move(container), action.command, seconds);
  if (result.exit_code == 0) co_return Verdict{true, {}};
  auto words = result.out + result.err;
  if (words.empty()) words = fmt::format("exit status {}", result.exit_code);
  co_return Verdict{false, told(words)};
}

Task<Verdict> get_page(v1::HTTPGetAction action, Subject subject, Duration limit) {
  const bool tls = action.scheme == "HTTPS";
  const auto host = action.host.empty() ? subject.pod_ip : action.host;
  const auto port = port_number(action.port, subject.container);
  const bool v6 = host.find(':') != std::string::npos;
  const auto url = fmt::format("{}://{}{}{}:{}", tls ? "https" : "http", v6 ? "[" : "", host, v6 ? "]" : "", port);
  net::ClientOptions options;
  options.connect_timeout = limit;
  options.head_timeout = limit;
  options.tls.verify = false;  // as the kubelet: a probe asks whether it answers, not who
  net::Client client(url, std::move(options));
  net::Request request;
  request.target = action.path.empty() || action.path.front() != '/' ? "/" + action.path : action.path;
  request.headers.set("User-Agent", "kube-probe/1.36");
  request.headers.set("Accept", "*/*");
  request.headers.set("Connection", "close");
  for (const auto& header : action.http_headers) request.headers.set(header.name, header.value);
  auto sending = client.send(std::move(request));
  const auto answer = co_await within(limit, std::move(sending), "Get \"" + url + action.path + "\"");
  if (answer.status >= 200 && answer.status < 400) co_return Verdict{true, {}};
  co_return Verdict{false, fmt::format("HTTP probe failed with statuscode: {}", answer.status)};
}

Task<Verdict> open_port(v1::TCPSocketAction action, Subject subject, Duration limit) {
  const auto host = action.host.empty() ? subject.pod_ip : action.host;
  const auto port = port_number(action.port, subject.container);
  const auto stream = co_await net::dial_tcp(host, port, limit);
  co_return Verdict{true, {}};
}

/// The action, with its failures as words.
Task<Verdict> settled(Task<Verdict> action) {
  std::string words;
  try {
    co_return co_await std::move(action);
  } catch (const Error& error) {
    words = error.what();
  }
  co_return Verdict{false, told(words)};
}
}  // namespace

std::uint16_t port_number(const schema::IntOrString& port, const v1::Container& container) {
  std::int32_t number = port.number;
  if (port.is_text) {
    number = 0;
    for (const auto& own : container.ports)
      if (own.name == port.text) number = own.container_port;
    if (number == 0)
      throw Error(Reason::invalid, fmt::format("container {} has no port named {}", container.name, port.text));
  }
  if (number <= 0 || number > 65535) throw Error(Reason::invalid, fmt::format("{} is no port", number));
  return static_cast<std::uint16_t>(number);
}

Task<Verdict> run_probe(const rpc::CriClient& cri, v1::Probe probe, Subject subject) {
  const auto limit = std::chrono::seconds(std::max(1, probe.timeout_seconds.value_or(1)));
  if (probe.exec) {
    auto action = run_command(cri, *probe.exec, subject.container_id, limit);
    co_return co_await settled(std::move(action));
  }
  if (probe.http_get) {
    auto action = get_page(*probe.http_get, std::move(subject), limit);
    co_return co_await settled(std::move(action));
  }
  if (probe.tcp_socket) {
    auto action = open_port(*probe.tcp_socket, std::move(subject), limit);
    co_return co_await settled(std::move(action));
  }
  co_return Verdict{false, "this node has no gRPC probes: use httpGet, tcpSocket or exec"};
}

Task<Verdict> run_hook(const rpc::CriClient& cri, v1::LifecycleHandler hook, Subject subject, Duration limit) {
  if (hook.exec) {
    auto action = run_command(cri, *hook.exec, subject.container_id, limit);
    co_return co_await settled(std::move(action));
  }
  if (hook.http_get) {
    auto action = get_page(*hook.http_get, std::move(subject), limit);
    co_return co_await settled(std::move(action));
  }
  if (hook.sleep) {
    co_await sleep_for(std::min<Duration>(limit, std::chrono::seconds(hook.sleep->seconds)));
    co_return Verdict{true, {}};
  }
  co_return Verdict{false, "this node does not know such a lifecycle handler: use exec, httpGet or sleep"};
}

}  // namespace coracle::node::probes
