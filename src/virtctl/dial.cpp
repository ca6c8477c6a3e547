#include "virtctl/dial.h"

#include <cstdio>

#include "api/kinds.h"
#include "base/scope.h"

namespace coracle::virtctl {
namespace {
using namespace std::chrono_literals;

constexpr auto dial_limit = 60s;
constexpr auto retry_interval = 1s;  ///< where the instance cannot be watched
constexpr auto goodbye = 3s;         ///< an instance's phase follows its console's end by about a second

const api::Kind& vmi_kind() {
  return api::kind_of(static_cast<const api::kubevirt::v1::VirtualMachineInstance*>(nullptr));
}

kube::Selection only(const std::string& ns, const std::string& name) { return {ns, {}, "metadata.name=" + name}; }

/// Sets `changed` whenever the instance changes. Users who may not watch are served by the retry interval.
Task<> follow_instance(Session& session, std::string name, Event& changed) {
  try {
    const auto selection = only(session.ns(), name);
    const auto now = co_await session.client().list(vmi_kind(), selection);
    auto watch = co_await session.client().watch(vmi_kind(), selection, now.resource_version);
    while (co_await watch.next()) changed.set();
  } catch (const Error&) {
  }
}

bool has_stopped(const json::Value& vmi) {
  const auto phase = json::text(vmi, {"status", "phase"});
  return phase == "Succeeded" || phase == "Failed" || json::find(vmi, {"metadata", "deletionTimestamp"}) != nullptr;
}

Task<> wait_until_stopped(Session& session, std::string name) {
  const auto selection = only(session.ns(), name);
  const auto now = co_await session.client().list(vmi_kind(), selection);
  if (now.items.empty() || has_stopped(now.items.front())) co_return;
  auto watch = co_await session.client().watch(vmi_kind(), selection, now.resource_version);
  while (const auto event = co_await watch.next())
    if (event->type == kube::WatchEvent::Type::deleted || has_stopped(event->object)) co_return;
  throw Error(Reason::service_unavailable, "the watch ended");
}

struct Waiting {
  Session& session;
  std::string name;
  std::string path;
  std::string said;
};

/// Nothing while the server says 400; why is then told once.
Task<std::unique_ptr<net::WebSocket>> try_dial(Waiting& waiting) {
  std::optional<Error> refused;
  try {
    co_return co_await dial_subresource(waiting.session, waiting.path);
  } catch (const Error& error) {
    refused = error;
  }
  if (refused->code() != 400) throw *refused;
  if (refused->message() != waiting.said) {
    std::fprintf(stderr, "Waiting for VMI %s: %s\n", waiting.name.c_str(), refused->message().c_str());
    waiting.said = refused->message();
  }
  co_return nullptr;
}

Task<std::unique_ptr<net::WebSocket>> dial_repeatedly(Waiting& waiting, Event& changed) {
  while (true) {
    changed.reset();
    auto socket = co_await try_dial(waiting);
    if (socket) co_return socket;
    co_await changed.wait_for(retry_interval);
  }
}
}  // namespace

Task<std::unique_ptr<net::WebSocket>> dial_subresource(Session& session, std::string path) {
  net::Request request;
  request.target = std::move(path);
  auto dialling = net::connect_websocket(session.transport(), std::move(request), {"plain.kubevirt.io"});
  co_return co_await within(dial_limit, std::move(dialling), "connect to the virtual machine instance");
}

Task<std::unique_ptr<net::WebSocket>> dial_when_running(Session& session, std::string name, std::string path,
                                                        Duration limit) {
  Waiting waiting{session, name, std::move(path), {}};
  if (auto socket = co_await try_dial(waiting)) co_return socket;
  const auto executor = co_await this_executor();
  Event changed(executor);
  Scope scope(executor);
  scope.spawn(follow_instance(session, name, changed), "watch");
  std::exception_ptr failure;
  std::unique_ptr<net::WebSocket> socket;
  try {
    auto dialling = dial_repeatedly(waiting, changed);
    socket = co_await within(limit, std::move(dialling), "wait for VMI " + name + " (" + waiting.said + ")");
  } catch (...) {
    failure = std::current_exception();
  }
  co_await uncancellable();
  co_await scope.cancel_and_join();
  if (failure) std::rethrow_exception(failure);
  co_return socket;
}

Task<std::string> why_ended(Session& session, std::string name, std::string what, std::string close_reason) {
  if (!close_reason.empty()) co_return close_reason;
  try {
    auto waiting = wait_until_stopped(session, name);
    co_await within(goodbye, std::move(waiting), "wait for the end of " + name);
    co_return "the virtual machine " + name + " was stopped";
  } catch (const Error&) {
  }
  co_return "another session took over the " + what + " of " + name + ", or the network failed";
}

}  // namespace coracle::virtctl
