#pragma once
#include <string>

#include "net/http.h"
#include "virt/launcher/machine/machine.h"

namespace coracle::virt::launcher {

/// virt/shared/launcher_protocol.h, served: to root, who is virt-handler, and to this pod's own user (probes).
class ProtocolServer final : public net::Handler {
 public:
  ProtocolServer(Machine& machine, EventBoard& board, std::string uid)
      : machine_(machine), board_(board), uid_(std::move(uid)) {}
  Task<net::Response> handle(net::Request request) override;

 private:
  Task<net::Response> look(std::string name);
  Task<net::Response> act(std::string name, std::string body);
  Task<shared::LauncherAnswer> run(std::string name, shared::LauncherRequest request);
  void must_be_ours(const shared::LauncherRequest& request) const;

  Machine& machine_;
  EventBoard& board_;
  std::string uid_;
};

}  // namespace coracle::virt::launcher
