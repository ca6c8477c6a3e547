#pragma once
#include <optional>

#include "api/core/v1/pod.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/time.h"
#include "virt/handler/launcher_link/domain_state.h"
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::handler {

/// All that is known of one guest at one moment: what the rules of phase, shutdown and status are applied to.
struct View {
  const api::kubevirt::v1::VirtualMachineInstance& vmi;
  const api::core::v1::Pod* pod = nullptr;       ///< the launcher's, as the API has it
  bool pod_gone = false;                         ///< there is none any more
  const shared::DomainReport* report = nullptr;  ///< the launcher's last word; null when it never spoke
  bool connected = false;                        ///< the launcher speaks now
  bool unresponsive = false;                     ///< its monitor has given it up
  std::optional<Duration> socket_missing{};      ///< for how long there has been no socket
  std::optional<Duration> domain_missing{};      ///< for how long a launcher that speaks has known no domain
  bool starting = false;                         ///< a start is under way
  bool killed = false;                           ///< the launcher was told to end the guest at once, and said it did
  std::string sync_failure{};                    ///< why the last start failed; empty when it did not
  std::map<std::string, std::string> macs{};     ///< of the guest's cards, by interface
  std::string selinux_context{};                 ///< of the launcher's process
  WallTime now{};
};

}  // namespace coracle::virt::handler
