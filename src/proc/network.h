#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json/value.h"
#include "proc/namespaces.h"

namespace coracle::proc {

/// What is wanted of a tap device.
struct Tap {
  std::string name;
  std::uint32_t owner = 107;  ///< user and group that may open it: QEMU's
  bool multi_queue = false;
};

/// What to change of a link; what is absent stays.
struct LinkChange {
  std::optional<bool> up;
  std::optional<std::uint32_t> mtu;
  std::optional<std::string> mac;     ///< "02:00:00:00:00:00"
  std::optional<std::string> master;  ///< a bridge's name; empty: of none
  std::optional<std::string> name;    ///< a new one; the link must be down
  /// As big as this other link's, in place of `mtu`.
  std::optional<std::string> mtu_of;
  /// False: checksums of what is sent are completed here, for readers that look at packets before any card would do it.
  std::optional<bool> tx_checksum;
};

/// Steps on a network namespace, in their order, performed by network_action() through in_namespaces(). Each step finds
/// its work done when it is repeated after a crash: what is there already stays, what is gone already is well.
///
///   NetworkRequest request;
///   request.add_bridge("k6t-eth0").add_tap({.name = "tap0"}).set_link("tap0", {.up = true, .master = "k6t-eth0"});
///   co_await in_namespaces(pidfd, {.network = true}, "network", request.take());
class NetworkRequest {
 public:
  NetworkRequest& add_bridge(std::string_view name);
  NetworkRequest& add_dummy(std::string_view name);
  NetworkRequest& add_veth(std::string_view name, std::string_view peer);
  /// Persistent, with IFF_VNET_HDR and without packet information, as libvirt's own.
  NetworkRequest& add_tap(const Tap& tap);
  NetworkRequest& remove_link(std::string_view name);
  NetworkRequest& set_link(std::string_view name, const LinkChange& change);
  /// "10.0.2.1/24" or "fd10:0:2::1/120"; an IPv6 one without duplicate address detection.
  NetworkRequest& add_address(std::string_view link, std::string_view address);
  NetworkRequest& remove_address(std::string_view link, std::string_view address);
  /// `to` is a network such as "10.0.0.0/8" or "default"; `gateway` may be empty.
  NetworkRequest& add_route(std::string_view to, std::string_view gateway, std::string_view link);
  /// "net.ipv4.ip_forward": only names below net., which belong to the namespace.
  NetworkRequest& set_sysctl(std::string_view name, std::string_view value);
  /// A ruleset in nft's language, applied as one transaction. "include" is refused.
  NetworkRequest& apply_nft(std::string_view ruleset);
  /// The answer has what there is then, see network_action().
  NetworkRequest& show();

  json::Value take() { return std::move(steps_); }

 private:
  json::Object& step(std::string_view verb, std::string_view name);
  json::Array steps_;
};

/// The helper's action "network", to be asked for with the network namespace alone: /proc and /dev must be ours and not
/// the pod's. Answers null, or after show():
/// {"links": [{"name", "index", "kind", "mac", "mtu", "up", "master"}], "addresses": [{"link", "address"}],
///  "routes": [{"to", "gateway", "link"}]}. Stops at the first step that fails and names it.
json::Value network_action(const json::Value& request);

}  // namespace coracle::proc
