#pragma once
#include <string>
#include <vector>

namespace coracle::node {

/// What containerd's configuration says, in our words.
struct ContainerdConfig {
  std::string folder;  ///< holds root/, state/, opt/, cni/, cni-state/, certs.d/
  std::string socket;
  std::string pause_image;
  bool netns_below_state = false;   ///< keep network namespaces below `folder`, not in /run/netns
  bool restrict_oom_score = false;  ///< nobody may lower oom_score_adj here (no CAP_SYS_RESOURCE)
  std::string cni_programs = "/usr/lib/cni";
  std::string snapshotter = "overlayfs";
};

/// What the bridge of the pods is like.
struct PodNetwork {
  std::string bridge;
  std::string cidr;     ///< "10.244.0.0/24"
  std::string cidr_v6;  ///< may be empty
  std::string state_folder;
};

/// config.toml, version 2.
std::string containerd_toml(const ContainerdConfig& config);
/// A network configuration list of CNI: bridge and host-local addresses. Host ports are ours (host_ports.h): the
/// portmap plugin would leave iptables chains behind.
std::string network_list(const PodNetwork& network);
/// The ruleset that masquerades what leaves the bridge for elsewhere; one table of ours, replaced as a whole.
std::string masquerade_rules(const PodNetwork& network);
/// The ruleset that removes it.
std::string no_masquerade_rules();

/// The address the bridge gets: the first of the network. Throws Error(invalid) for a text that is no network.
std::string gateway_of(const std::string& cidr);

}  // namespace coracle::node
