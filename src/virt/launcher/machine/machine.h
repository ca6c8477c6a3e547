#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/scope.h"
#include "net/turn.h"
#include "virt/launcher/agent/agent.h"
#include "virt/launcher/dhcp/server.h"
#include "virt/launcher/libvirt/keeper.h"
#include "virt/launcher/machine/domain_facts.h"
#include "virt/launcher/machine/event_board.h"
#include "virt/launcher/machine/record.h"
#include "virt/launcher/options.h"

namespace coracle::virt::launcher {

/// The one virtual machine of this pod: started once, whatever dies meanwhile, and followed to its end. What it knows
/// it publishes on the board. Errors are coracle::Error with a sentence for people: conflict for a state that forbids
/// what is asked, service_unavailable while libvirtd is away.
class Machine final : public LibvirtObserver {
 public:
  Machine(Loop& loop, const RunOptions& options, EventBoard& board, LibvirtKeeper& keeper, Log log);
  ~Machine() override;

  /// Prepares, defines and starts the guest; nothing when that was done before, by this process or its predecessor.
  Task<> sync(api::kubevirt::v1::VirtualMachineInstance vmi, shared::LauncherOptions options);
  Task<> pause();
  Task<> unpause();
  Task<> reset();
  Task<> soft_reboot();
  /// Presses the power button; pressed again, it asks the guest's agent too.
  Task<> shutdown();
  /// Switches the guest off; it is gone afterwards. One that has not been started will not be.
  Task<> kill();
  /// Forgets the domain of a guest that is over.
  Task<> forget();
  Task<> freeze(Duration thaw_after);
  Task<> unfreeze();
  /// The screen as a PNG.
  Task<std::string> screenshot();
  /// For questions to the guest; conflict when no agent is connected.
  agent::Agent& agent();

  /// The pod is told to end: no guest is started from here on.
  void ask_to_end();
  /// Ends without a guest that ever ran.
  void give_up(const std::string& why);

  bool has_guest() const { return phase_ != Phase::none && phase_ != Phase::over; }
  Event& started() { return started_; }
  Event& asked_to_end() { return asked_to_end_; }
  Event& shutdown_asked() { return shutdown_asked_; }
  Event& over() { return over_; }
  int exit_status() const { return exit_status_; }
  /// Cancels what it runs besides: DHCP, the agent's questions, a thaw.
  Task<> stop();

  Task<> on_connected() override;
  Task<> on_event(DomainEvent event) override;

 private:
  enum class Phase { none, starting, running, over };
  Task<> start(std::shared_ptr<const shared::LauncherRequest> request);
  Task<> define_and_start(std::string xml, std::shared_ptr<std::vector<int>> descriptors,
                          std::shared_ptr<std::vector<std::string>> groups, bool paused);
  Task<> after_failed_start();
  void open_dhcp(const shared::LauncherRequest& request);
  Task<> adopt(DomainStatus status);
  void follow();
  void set_status(const DomainStatus& status);
  Task<> refresh();
  Task<> look_at_domain();
  void publish();
  void end(DomainStatus status);
  void must_have_guest(const char* doing) const;
  void set_agent(bool connected);
  Task<> ask_agent();
  Task<> ask_agent_once(bool about_system);
  Task<> thaw_later(Duration after, int freezes);
  Task<> press();
  void must_not_be_ending() const;

  const RunOptions& options_;
  EventBoard& board_;
  LibvirtKeeper& keeper_;
  Log log_;
  std::string domain_;  ///< libvirt's name
  RecordFolder folder_;
  Record record_;
  Phase phase_ = Phase::none;
  bool panicked_ = false;
  bool followed_ = false;
  bool killed_ = false;  ///< before it ran
  int freezes_ = 0;
  int exit_status_ = 100;
  shared::DomainReport report_;
  DomainFacts facts_;
  std::vector<agent::GuestCard> guest_cards_;
  agent::Agent agent_;
  net::Turn turn_;  ///< of sync()
  Event started_, asked_to_end_, shutdown_asked_, over_, agent_changed_;
  std::vector<std::unique_ptr<dhcp::Server>> dhcp_;
  Scope scope_;
};

}  // namespace coracle::virt::launcher
