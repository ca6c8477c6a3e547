#pragma once
#include <string>

#include "base/log.h"
#include "base/loop.h"
#include "virt/launcher/dhcp/packet.h"

namespace coracle::virt::launcher::dhcp {

/// Answers the one guest behind a bridge of the pod, from port 67 of that device only. Binding needs
/// net.ipv4.ip_unprivileged_port_start <= 67 in the pod's network, or NET_BIND_SERVICE.
class Server {
 public:
  /// Throws Error(forbidden) when the port may not be bound, not_found when there is no such device.
  Server(std::string device, Lease lease, Log log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until cancelled.
  Task<> run();

 private:
  void answer_one(std::string_view bytes);
  std::string device_;
  Lease lease_;
  Log log_;
  int socket_ = -1;
};

}  // namespace coracle::virt::launcher::dhcp
