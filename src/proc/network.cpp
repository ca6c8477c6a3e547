#include "proc/network.h"

#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <nftables/libnftables.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/files.h"

namespace coracle::proc {
namespace {
namespace netlink {

template <auto Release>
struct Releaser {
  template <class T>
  void operator()(T* held) const {
    Release(held);
  }
};
using Socket = std::unique_ptr<nl_sock, Releaser<nl_socket_free>>;
using Link = std::unique_ptr<rtnl_link, Releaser<rtnl_link_put>>;
using Address = std::unique_ptr<rtnl_addr, Releaser<rtnl_addr_put>>;
using Route = std::unique_ptr<rtnl_route, Releaser<rtnl_route_put>>;
using Raw = std::unique_ptr<nl_addr, Releaser<nl_addr_put>>;
using Cache = std::unique_ptr<nl_cache, Releaser<nl_cache_free>>;

void check(int error, const std::string& doing) {
  if (error >= 0) return;
  auto reason = Reason::internal_error;
  if (error == -NLE_EXIST) reason = Reason::already_exists;
  if (error == -NLE_OBJ_NOTFOUND || error == -NLE_NODEV) reason = Reason::not_found;
  if (error == -NLE_PERM) reason = Reason::forbidden;
  throw Error(reason, doing + ": " + nl_geterror(error));
}

template <class T>
T* made(T* held) {
  if (!held) throw Error(Reason::internal_error, "out of memory");
  return held;
}

std::string member(const json::Value& step, std::string_view name) {
  const auto* found = json::find(step, {name});
  if (!found || !found->is_string()) throw Error(Reason::invalid, "\"" + std::string(name) + "\" must be a string");
  return std::string(found->get_string());
}

/// The kernel's rule for a link's name (dev_valid_name).
std::string link_name(const json::Value& step, std::string_view name = "name") {
  auto text = member(step, name);
  const bool fits = !text.empty() && text.size() < IFNAMSIZ && text != "." && text != "..";
  if (!fits || text.find_first_of(std::string_view("/: \t\n\v\f\r\0", 9)) != std::string::npos)
    throw Error(Reason::invalid, "\"" + text + "\" is no name of a link");
  return text;
}

Raw parse_address(const std::string& text, int family = AF_UNSPEC) {
  nl_addr* raw = nullptr;
  check(nl_addr_parse(text.c_str(), family, &raw), "address \"" + text + "\"");
  return Raw(raw);
}

class Namespace {
 public:
  Namespace() : socket_(made(nl_socket_alloc())) { check(nl_connect(socket_.get(), NETLINK_ROUTE), "netlink"); }

  Link find(const std::string& name) {
    rtnl_link* found = nullptr;
    const int error = rtnl_link_get_kernel(socket_.get(), 0, name.c_str(), &found);
    if (error == -NLE_OBJ_NOTFOUND || error == -NLE_NODEV) return nullptr;
    check(error, "link " + name);
    return Link(found);
  }
  Link get(const std::string& name) {
    auto link = find(name);
    if (!link) throw Error(Reason::not_found, "no link " + name);
    return link;
  }

  /// True when a link of that kind is there already.
  bool exists(const std::string& name, std::string_view kind) {
    const auto link = find(name);
    if (!link) return false;
    const char* type = rtnl_link_get_type(link.get());
    if (type && kind == type) return true;
    throw Error(Reason::already_exists, "link " + name + " exists and is no " + std::string(kind));
  }

  void add(const std::string& name, const char* kind) {
    if (exists(name, kind)) return;
    const Link link(made(rtnl_link_alloc()));
    rtnl_link_set_name(link.get(), name.c_str());
    check(rtnl_link_set_type(link.get(), kind), kind);
    check(rtnl_link_add(socket_.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL), "add link");
  }

  void add_veth(const std::string& name, const std::string& peer) {
    if (exists(name, "veth")) return;
    const Link link(made(rtnl_link_veth_alloc()));
    rtnl_link_set_name(link.get(), name.c_str());
    const Link other(made(rtnl_link_veth_get_peer(link.get())));
    rtnl_link_set_name(other.get(), peer.c_str());
    check(rtnl_link_add(socket_.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL), "add link");
  }

  void remove(const std::string& name) {
    if (const auto link = find(name)) check(rtnl_link_delete(socket_.get(), link.get()), "remove link");
  }

  void set(const json::Value& step, const std::string& name) {
    const auto link = get(name);
    const Link change(made(rtnl_link_alloc()));
    // Address and name of some links change only while they are down, so going down comes first and going up last.
    const auto* up = json::find(step, {"up"});
    const bool goes_up = up && up->is_bool() && up->get_bool();
    if (up && !goes_up) {
      rtnl_link_unset_flags(change.get(), IFF_UP);
      check(rtnl_link_change(socket_.get(), link.get(), change.get(), 0), "set down");
    }
    if (const auto* mtu = json::find(step, {"mtu"})) rtnl_link_set_mtu(change.get(), mtu->to_number<std::uint32_t>());
    if (json::find(step, {"mtu_of"})) {
      rtnl_link_set_mtu(change.get(), rtnl_link_get_mtu(get(member(step, "mtu_of")).get()));
    }
    if (json::find(step, {"mac"})) {
      const auto mac = parse_address(member(step, "mac"), AF_LLC);
      if (nl_addr_get_len(mac.get()) != 6) throw Error(Reason::invalid, "a MAC has six bytes");
      rtnl_link_set_addr(change.get(), mac.get());
    }
    if (json::find(step, {"new_name"})) rtnl_link_set_name(change.get(), link_name(step, "new_name").c_str());
    if (goes_up) rtnl_link_set_flags(change.get(), IFF_UP);
    check(rtnl_link_change(socket_.get(), link.get(), change.get(), 0), "change link");
    if (json::find(step, {"master"})) enslave(link, member(step, "master"));
    if (const auto* sum = json::find(step, {"tx_checksum"})) set_tx_checksum(name, sum->as_bool());
  }

  static void set_tx_checksum(const std::string& name, bool on) {
    const Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket) throw system_error(errno, "socket");
    ethtool_value value{ETHTOOL_STXCSUM, on ? 1U : 0U};
    ifreq request{};
    std::memcpy(request.ifr_name, name.c_str(), std::min<std::size_t>(name.size(), IFNAMSIZ - 1));
    request.ifr_data = reinterpret_cast<char*>(&value);
    if (::ioctl(socket.get(), SIOCETHTOOL, &request) != 0) throw system_error(errno, "set the checksum offload");
  }

  void enslave(const Link& link, const std::string& master) {
    const int index = rtnl_link_get_ifindex(link.get());
    const int wanted = master.empty() ? 0 : rtnl_link_get_ifindex(get(master).get());
    if (rtnl_link_get_master(link.get()) == wanted) return;
    check(wanted == 0 ? rtnl_link_release_ifindex(socket_.get(), index)
                      : rtnl_link_enslave_ifindex(socket_.get(), wanted, index),
          "set master");
  }

  Address address(const std::string& link, const std::string& text) {
    Address made_address(made(rtnl_addr_alloc()));
    rtnl_addr_set_ifindex(made_address.get(), rtnl_link_get_ifindex(get(link).get()));
    const auto local = parse_address(text);
    check(rtnl_addr_set_local(made_address.get(), local.get()), "address \"" + text + "\"");
    // A guest's gateway must answer at once, and nobody else in a pod's namespace can have it.
    if (nl_addr_get_family(local.get()) == AF_INET6) rtnl_addr_set_flags(made_address.get(), IFA_F_NODAD);
    return made_address;
  }
  void add_address(const std::string& link, const std::string& text) {
    const int error = rtnl_addr_add(socket_.get(), address(link, text).get(), 0);
    if (error != -NLE_EXIST) check(error, "add address");
  }
  void remove_address(const std::string& link, const std::string& text) {
    const int error = rtnl_addr_delete(socket_.get(), address(link, text).get(), 0);
    if (error != -NLE_NOADDR && error != -NLE_OBJ_NOTFOUND) check(error, "remove address");
  }

  void add_route(const std::string& to, const std::string& gateway, const std::string& link) {
    const Raw via = gateway.empty() ? nullptr : parse_address(gateway);
    const int family = via ? nl_addr_get_family(via.get()) : AF_INET;
    const auto network = parse_address(to, to == "default" ? family : AF_UNSPEC);
    const Route route(made(rtnl_route_alloc()));
    rtnl_route_set_family(route.get(), static_cast<std::uint8_t>(nl_addr_get_family(network.get())));
    check(rtnl_route_set_dst(route.get(), network.get()), "route to " + to);
    if (!via) rtnl_route_set_scope(route.get(), RT_SCOPE_LINK);
    auto* hop = made(rtnl_route_nh_alloc());
    rtnl_route_nh_set_ifindex(hop, rtnl_link_get_ifindex(get(link).get()));
    if (via) rtnl_route_nh_set_gateway(hop, via.get());
    rtnl_route_add_nexthop(route.get(), hop);
    const int error = rtnl_route_add(socket_.get(), route.get(), NLM_F_CREATE | NLM_F_EXCL);
    if (error != -NLE_EXIST) check(error, "add route");
  }

  json::Value show() {
    links_ = cache([this](nl_cache** into) { return rtnl_link_alloc_cache(socket_.get(), AF_UNSPEC, into); });
    json::Object shown;
    shown["links"] = each(links_, [this](nl_object* o) { return show_link(reinterpret_cast<rtnl_link*>(o)); });
    const auto addresses = cache([this](nl_cache** into) { return rtnl_addr_alloc_cache(socket_.get(), into); });
    shown["addresses"] =
        each(addresses, [this](nl_object* o) { return show_address(reinterpret_cast<rtnl_addr*>(o)); });
    const auto routes =
        cache([this](nl_cache** into) { return rtnl_route_alloc_cache(socket_.get(), AF_UNSPEC, 0, into); });
    shown["routes"] = each(routes, [this](nl_object* o) { return show_route(reinterpret_cast<rtnl_route*>(o)); });
    return shown;
  }

 private:
  template <class F>
  static Cache cache(F fill) {
    nl_cache* filled = nullptr;
    check(fill(&filled), "read the namespace");
    return Cache(filled);
  }
  template <class F>
  static json::Array each(const Cache& held, F show_one) {
    json::Array list;
    for (auto* object = nl_cache_get_first(held.get()); object; object = nl_cache_get_next(object)) {
      json::Value one = show_one(object);
      if (!one.is_null()) list.push_back(std::move(one));
    }
    return list;
  }
  static std::string text_of(const nl_addr* address) {
    std::array<char, 128> buffer{};
    return address ? nl_addr2str(address, buffer.data(), buffer.size()) : "";
  }
  std::string name_of(int index) {
    std::array<char, IFNAMSIZ> buffer{};
    const char* found = rtnl_link_i2name(links_.get(), index, buffer.data(), buffer.size());
    return found ? found : "";
  }
  json::Value show_link(rtnl_link* link) {
    json::Object shown;
    const char* kind = rtnl_link_get_type(link);
    const char* name = rtnl_link_get_name(link);
    shown["name"] = name ? name : "";
    shown["index"] = rtnl_link_get_ifindex(link);
    shown["kind"] = kind ? kind : "";
    shown["mac"] = text_of(rtnl_link_get_addr(link));
    shown["mtu"] = rtnl_link_get_mtu(link);
    shown["up"] = (rtnl_link_get_flags(link) & IFF_UP) != 0;
    const int master = rtnl_link_get_master(link);
    shown["master"] = master == 0 ? "" : name_of(master);
    return shown;
  }
  json::Value show_address(rtnl_addr* address) {
    json::Object shown;
    shown["link"] = name_of(rtnl_addr_get_ifindex(address));
    shown["address"] = text_of(rtnl_addr_get_local(address));
    return shown;
  }
  json::Value show_route(rtnl_route* route) {
    if (rtnl_route_get_table(route) != RT_TABLE_MAIN || rtnl_route_get_nnexthops(route) == 0) return nullptr;
    auto* hop = rtnl_route_nexthop_n(route, 0);
    json::Object shown;
    const auto* to = rtnl_route_get_dst(route);
    shown["to"] = nl_addr_iszero(to) ? "default" : text_of(to);
    shown["gateway"] = text_of(rtnl_route_nh_get_gateway(hop));
    shown["link"] = name_of(rtnl_route_nh_get_ifindex(hop));
    return shown;
  }

  Socket socket_;
  Cache links_;
};

void add_tap(Namespace& space, const json::Value& step) {
  const auto name = link_name(step);
  if (space.exists(name, "tun")) return;
  const Fd device(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
  if (!device) throw system_error(errno, "open /dev/net/tun");
  ifreq request{};
  std::memcpy(request.ifr_name, name.c_str(), name.size());
  const bool multi_queue = step.at("multi_queue").as_bool();
  request.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | (multi_queue ? IFF_MULTI_QUEUE : 0));
  const auto owner = static_cast<unsigned long>(step.at("owner").to_number<std::uint32_t>());
  const bool done = ::ioctl(device.get(), TUNSETIFF, &request) == 0 && ::ioctl(device.get(), TUNSETOWNER, owner) == 0 &&
                    ::ioctl(device.get(), TUNSETGROUP, owner) == 0 && ::ioctl(device.get(), TUNSETPERSIST, 1UL) == 0;
  if (!done) throw system_error(errno, "make the tap");
}

void set_sysctl(const json::Value& step) {
  auto name = member(step, "name");
  // A link's name may have a dot in it, which is written "/" then, as sysctl(8) does.
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.' || c == '/'; }, '/');
  if (!name.starts_with("net/")) throw Error(Reason::forbidden, "not a setting of a network namespace");
  const auto root = open_directory("/proc/sys");
  // /proc answers for the namespace of whoever opens.
  const auto file = open_beneath(root.get(), name, O_WRONLY);
  write_all(file.get(), member(step, "value"), name);
}

void apply_nft(const json::Value& step) {
  const auto ruleset = member(step, "ruleset");
  if (ruleset.find("include") != std::string::npos || ruleset.find('\0') != std::string::npos)
    throw Error(Reason::forbidden, "a ruleset may not include files");
  const std::unique_ptr<nft_ctx, Releaser<nft_ctx_free>> context(made(nft_ctx_new(NFT_CTX_DEFAULT)));
  nft_ctx_buffer_output(context.get());
  nft_ctx_buffer_error(context.get());
  if (nft_run_cmd_from_buffer(context.get(), ruleset.c_str()) == 0) return;
  const char* why = nft_ctx_get_error_buffer(context.get());
  throw Error(Reason::invalid, std::string("nftables: ") + (why ? why : "no reason given"));
}

json::Value perform(Namespace& space, const json::Value& step) {
  const auto verb = json::text(step, {"verb"});
  if (verb == "add_bridge")
    space.add(link_name(step), "bridge");
  else if (verb == "add_dummy")
    space.add(link_name(step), "dummy");
  else if (verb == "add_veth")
    space.add_veth(link_name(step), link_name(step, "peer"));
  else if (verb == "add_tap")
    add_tap(space, step);
  else if (verb == "remove_link")
    space.remove(link_name(step));
  else if (verb == "set_link")
    space.set(step, link_name(step));
  else if (verb == "add_address")
    space.add_address(link_name(step), member(step, "address"));
  else if (verb == "remove_address")
    space.remove_address(link_name(step), member(step, "address"));
  else if (verb == "add_route")
    space.add_route(member(step, "to"), member(step, "gateway"), link_name(step));
  else if (verb == "set_sysctl")
    set_sysctl(step);
  else if (verb == "apply_nft")
    apply_nft(step);
  else if (verb == "show")
    return space.show();
  else
    throw Error(Reason::invalid, "unknown verb");
  return nullptr;
}

}  // namespace netlink
}  // namespace

json::Value network_action(const json::Value& request) {
  const auto* steps = request.if_array();
  if (!steps) throw Error(Reason::invalid, "a network request must be a list of steps");
  netlink::Namespace space;
  json::Value answer;
  for (const auto& step : *steps) {
    const auto doing = std::string(json::text(step, {"verb"})) + " " + std::string(json::text(step, {"name"}));
    try {
      auto shown = netlink::perform(space, step);
      if (!shown.is_null()) answer = std::move(shown);
    } catch (const Error& error) {
      throw error.in(doing);
    } catch (const std::exception& error) {
      throw Error(Reason::invalid, doing + ": " + error.what());
    }
  }
  return answer;
}

}  // namespace coracle::proc
