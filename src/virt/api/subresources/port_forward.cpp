#include <fmt/core.h>

#include <charconv>

#include "api/kubevirt/v1/states.h"
#include "net/socket.h"
#include "net/websocket.h"
#include "virt/api/subresources/objects.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::api {
namespace {
using namespace std::chrono_literals;

std::uint16_t wanted_port(const std::vector<std::string>& more) {
  std::uint16_t port = 0;
  const auto& text = more.front();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0)
    throw Error(Reason::bad_request, fmt::format("port must be a number from 1 to 65535, not {}", text));
  return port;
}

Task<> serve_forwarded(std::shared_ptr<std::unique_ptr<net::Stream>> guest, std::unique_ptr<net::WebSocket> socket) {
  constexpr auto linger = 30s;
  const auto client = net::make_stream(std::move(socket));
  const auto stream = std::move(*guest);
  co_await net::splice(*client, *stream, linger);
}

/// By way of the pod's address: the launcher's network hands it on to the guest.
Task<net::Response> forward(Means& means, Asked asked) {
  const auto port = wanted_port(asked.more);
  const auto protocol = asked.more.size() > 1 ? asked.more[1] : "tcp";
  if (protocol != "tcp" && protocol != "udp")
    throw Error(Reason::bad_request, fmt::format("protocol must be tcp or udp, not {}", protocol));
  if (protocol == "udp") throw Error(Reason::bad_request, "this release forwards tcp ports only");
  if (!net::is_websocket_upgrade(asked.request))
    throw Error(Reason::bad_request, "this subresource is a WebSocket: the request asks for no upgrade");
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  if (shared::is_true(vmi.status.conditions, kubevirt::condition::paused))
    throw conflict_error(instance_word, asked.name, "VMI is paused");
  if (!is_running(vmi))
    throw Error(Reason::bad_request, fmt::format("Unable to connect to VirtualMachineInstance because phase is {} "
                                                 "instead of Running",
                                                 vmi.status.phase));
  const auto& interfaces = vmi.status.interfaces;
  if (interfaces.empty() || interfaces.front().ip_address.empty())
    throw Error(Reason::bad_request, "no network interfaces are present");
  auto guest = std::make_shared<std::unique_ptr<net::Stream>>();
  std::string failure;
  try {
    *guest = co_await net::dial_tcp(interfaces.front().ip_address, port, 30s);
  } catch (const Error& error) {
    failure = error.message();
  }
  if (!*guest) throw Error(Reason::internal_error, fmt::format("dialing VM: {}", failure));
  co_return net::accept_websocket(
      asked.request, {"plain.kubevirt.io", ""},
      [guest](std::unique_ptr<net::WebSocket> socket) { return serve_forwarded(guest, std::move(socket)); });
}

}  // namespace

Task<net::Response> forward_port_of_instance(Means& means, Asked asked) {
  co_return co_await forward(means, std::move(asked));
}

Task<net::Response> forward_port_of_machine(Means& means, Asked asked) {
  co_await get_machine(means, asked.ns, asked.name);
  co_return co_await forward(means, std::move(asked));
}

}  // namespace coracle::virt::api
