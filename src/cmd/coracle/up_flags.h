#pragma once
#include <cstdint>
#include <string>

namespace coracle::cmd {

/// What `coracle up` can be told.
struct UpFlags {
  std::string root;
  bool detach = false;
  std::string address = "127.0.0.1";
  std::uint16_t port = 6443;
  std::string emulation = "auto";
  std::string containerd;  ///< socket of one that runs already
  std::string node_name;   ///< the host's name in lower case when empty
  std::string pod_cidr = "10.244.0.0/24";
  std::string pod_cidr_v6 = "fd00:10:244::/64";
  bool no_uplink = false;
  std::uint16_t mirror_port = 0;  ///< of the offline mirror; a given containerd must be told where it is
  std::string images;  ///< folder of our images' archives; found beside the program when empty
  unsigned ready_seconds = 120;
  /// Not by a flag: only what `down` needs of the cluster is started.
  bool for_down = false;
};

}  // namespace coracle::cmd
