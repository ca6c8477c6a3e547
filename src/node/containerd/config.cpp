#include "node/containerd/config.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <charconv>

#include "base/error.h"
#include "json/value.h"

namespace coracle::node {
namespace {

constexpr std::string_view masquerade_table = "coracle_pods";

std::string toml_text(std::string_view text) { return json::serialize(json::Value(text)); }

struct Network {
  int family = 0;
  std::string address;  ///< in network byte order
};

Network parse_network(const std::string& cidr) {
  const auto wrong = Error(Reason::invalid, "\"" + cidr + "\" is no network such as 10.244.0.0/24");
  const auto slash = cidr.find('/');
  if (slash == std::string::npos) throw wrong;
  const auto host = cidr.substr(0, slash);
  const int family = host.find(':') == std::string::npos ? AF_INET : AF_INET6;
  std::string bytes(family == AF_INET ? 4 : 16, '\0');
  if (::inet_pton(family, host.c_str(), bytes.data()) != 1) throw wrong;
  unsigned length = 0;
  const auto* const end = cidr.data() + cidr.size();
  const auto [stop, failed] = std::from_chars(cidr.data() + slash + 1, end, length);
  if (failed != std::errc{} || stop != end || length > bytes.size() * 8 - 2) throw wrong;
  for (std::size_t bit = length; bit < bytes.size() * 8; ++bit)
    bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) & ~(0x80U >> (bit % 8)));
  return {family, std::move(bytes)};
}
}  // namespace

std::string gateway_of(const std::string& cidr) {
  auto network = parse_network(cidr);
  network.address.back() = static_cast<char>(network.address.back() | 1);
  char text[INET6_ADDRSTRLEN] = {};
  ::inet_ntop(network.family, network.address.data(), text, sizeof text);
  return text;
}

std::string containerd_toml(const ContainerdConfig& config) {
  const auto below = [&](std::string_view name) { return toml_text(config.folder + "/" + std::string(name)); };
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  return fmt::format(
             "version = 2\nroot = {}\nstate = {}\noom_score = 0\n"
             "disabled_plugins = [\"io.containerd.snapshotter.v1.btrfs\", \"io.containerd.snapshotter.v1.devmapper\",\n"
             "  \"io.containerd.snapshotter.v1.aufs\", \"io.containerd.snapshotter.v1.zfs\",\n"
             "  \"io.containerd.tracing.processor.v1.otlp\", \"io.containerd.internal.v1.tracing\"]\n\n"
             "[grpc]\n  address = {}\n\n[debug]\n  level = \"warn\"\n\n"
             "[plugins.\"io.containerd.internal.v1.opt\"]\n  path = {}\n\n",
             below("root"), below("state"), toml_text(config.socket), below("opt")) +
         fmt::format(
             "[plugins.\"io.containerd.grpc.v1.cri\"]\n"
             "  sandbox_image = {}\n"
             "  restrict_oom_score_adj = {}\n"
             "  netns_mounts_under_state_dir = {}\n"
             "  stream_server_address = \"127.0.0.1\"\n"
             "  stream_server_port = \"0\"\n"
             "  [plugins.\"io.containerd.grpc.v1.cri\".containerd]\n"
             "    snapshotter = {}\n"
             "    default_runtime_name = \"runc\"\n"
             "    [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc]\n"
             "      runtime_type = \"io.containerd.runc.v2\"\n"
             "      [plugins.\"io.containerd.grpc.v1.cri\".containerd.runtimes.runc.options]\n"
             "        SystemdCgroup = false\n"
             "  [plugins.\"io.containerd.grpc.v1.cri\".cni]\n"
             "    bin_dir = {}\n"
             "    conf_dir = {}\n"
             "  [plugins.\"io.containerd.grpc.v1.cri\".registry]\n"
             "    config_path = {}\n",
             toml_text(config.pause_image), flag(config.restrict_oom_score), flag(config.netns_below_state),
             toml_text(config.snapshotter), toml_text(config.cni_programs), below("cni"), below("certs.d"));
}

std::string network_list(const PodNetwork& network) {
  // An array in braces around one array would be a copy of that one.
  json::Array ranges;
  ranges.push_back(json::Array{json::Object{{"subnet", network.cidr}, {"gateway", gateway_of(network.cidr)}}});
  json::Array routes{json::Object{{"dst", "0.0.0.0/0"}}};
  if (!network.cidr_v6.empty()) {
    ranges.push_back(json::Array{json::Object{{"subnet", network.cidr_v6}, {"gateway", gateway_of(network.cidr_v6)}}});
    routes.push_back(json::Object{{"dst", "::/0"}});
  }
  json::Object bridge{{"type", "bridge"},
                      {"bridge", network.bridge},
                      {"isGateway", true},
                      {"hairpinMode", true},
                      {"ipam", json::Object{{"type", "host-local"},
                                            {"dataDir", network.state_folder},
                                            {"ranges", std::move(ranges)},
                                            {"routes", std::move(routes)}}}};
  json::Array plugins;
  plugins.push_back(std::move(bridge));
  return json::pretty(json::Object{{"cniVersion", "0.4.0"}, {"name", "coracle"}, {"plugins", std::move(plugins)}});
}

// A table is added before it is deleted, so that the deletion never fails; all of it is one transaction.
std::string no_masquerade_rules() {
  return fmt::format("add table inet {0}\ndelete table inet {0}\n", masquerade_table);
}

std::string masquerade_rules(const PodNetwork& network) {
  auto rules = no_masquerade_rules();
  rules += fmt::format("table inet {} {{\n  chain postrouting {{\n    type nat hook postrouting priority 100;\n",
                       masquerade_table);
  rules += fmt::format("    ip saddr {} oifname != \"{}\" masquerade\n", network.cidr, network.bridge);
  if (!network.cidr_v6.empty())
    rules += fmt::format("    ip6 saddr {} oifname != \"{}\" masquerade\n", network.cidr_v6, network.bridge);
  return rules + "  }\n}\n";
}

}  // namespace coracle::node
