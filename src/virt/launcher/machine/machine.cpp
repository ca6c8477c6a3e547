#include "virt/launcher/machine/machine.h"

#include "virt/launcher/dhcp/lease.h"

namespace coracle::virt::launcher {

namespace machine_life {
namespace {
/// A predecessor knew when; this one does not.
constexpr auto thaw_by_itself_after = std::chrono::minutes(5);
}  // namespace
}  // namespace machine_life

Machine::Machine(Loop& loop, const RunOptions& options, EventBoard& board, LibvirtKeeper& keeper, Log log)
    : options_(options),
      board_(board),
      keeper_(keeper),
      log_(std::move(log)),
      domain_(options.namespace_ + "_" + options.name),
      folder_(options.instance_dir()),
      record_(folder_.load()),
      report_(board.report()),
      agent_(keeper.libvirt(), domain_),
      turn_(loop.executor()),
      started_(loop.executor()),
      asked_to_end_(loop.executor()),
      shutdown_asked_(loop.executor()),
      over_(loop.executor()),
      agent_changed_(loop.executor()),
      scope_(loop, [this](const std::string& name, std::exception_ptr error) {
        log_.error(name + " ended", {{"error", describe(error)}});
      }) {
  if (record_.shutdown_asked) shutdown_asked_.set();
  if (record_.started) {
    phase_ = Phase::running;
    started_.set();
    // Without this, whoever asks before libvirt has answered would hear that there is no guest.
    set_status(record_.last);
    if (record_.frozen) report_.fs_freeze_status = "frozen";
    publish();
  }
  if (record_.ended) end(record_.ended->status);
}

Machine::~Machine() = default;

Task<> Machine::stop() { co_await scope_.cancel_and_join(); }

void Machine::publish() {
  report_.interfaces = agent::merge(facts_.cards, guest_cards_);
  report_.machine_type = facts_.machine_type;
  report_.disk_targets = facts_.disk_targets;
  report_.asked_to_end = asked_to_end_.is_set();
  board_.publish(report_);
}

void Machine::set_status(const DomainStatus& status) {
  report_.state = status.state;
  report_.reason = status.reason;
  if (status == record_.last || record_.ended) return;
  record_.last = status;
  folder_.save(record_);
}

void Machine::must_have_guest(const char* doing) const {
  if (has_guest()) return;
  throw Error(Reason::conflict, std::string(doing) + ": the guest of " + options_.namespace_ + "/" + options_.name +
                                    (phase_ == Phase::over ? " is over" : " has not been started"));
}

void Machine::ask_to_end() {
  asked_to_end_.set();
  publish();
}

void Machine::give_up(const std::string& why) {
  if (phase_ == Phase::over) return;
  log_.warning("ends without a guest", {{"reason", why}});
  phase_ = Phase::over;
  over_.set();
}

/// The first word counts: libvirt's own state says less once QEMU is gone.
void Machine::end(DomainStatus status) {
  if (phase_ == Phase::over) return;
  phase_ = Phase::over;
  const auto outcome =
      record_.ended ? *record_.ended : outcome_of(std::move(status), record_.shutdown_asked, panicked_);
  exit_status_ = launcher::exit_status(outcome);
  if (!record_.ended) {
    record_.ended = outcome;
    folder_.save(record_);
  }
  set_status(outcome.status);
  report_.grace_expired = outcome.grace_expired;
  report_.agent_connected = false;
  report_.fs_freeze_status.clear();
  guest_cards_.clear();
  log_.info("the guest is over", {{"state", report_.state}, {"reason", report_.reason}});
  publish();
  over_.set();
}

// --- libvirt's side.

Task<> Machine::on_connected() {
  auto status = co_await keeper_.libvirt().status(domain_);
  if (phase_ == Phase::over || phase_ == Phase::starting) co_return;
  if (status && is_active(*status)) {
    co_await adopt(*status);
  } else if (record_.started) {
    // It ended while nobody was listening.
    end(status ? *status : DomainStatus{"Shutoff", "Failed"});
  }
}

/// A guest that runs already: a predecessor of this process has started it, or libvirtd was away.
Task<> Machine::adopt(DomainStatus status) {
  log_.info("the guest runs already", {{"state", status.state}});
  if (!record_.started) {
    record_.started = true;
    folder_.save(record_);
  }
  phase_ = Phase::running;
  set_status(status);
  co_await look_at_domain();
  const auto request = followed_ ? nullptr : folder_.load_request();
  if (request) {
    try {
      open_dhcp(*request);
    } catch (const Error& error) {
      log_.error("the guest gets no address any more", {{"error", error.message()}});
    }
  }
  follow();
}

Task<> Machine::on_event(DomainEvent event) {
  using What = DomainEvent::Kind;
  if (event.domain != domain_ || phase_ == Phase::over) co_return;
  if (event.kind == What::agent) {
    set_agent(event.what == "Connected");
  } else if (event.kind == What::io_error) {
    const std::string cause = event.detail == "enospc" ? "there is no space left" : "reading or writing failed";
    board_.tell("Warning", "IOerror", "disk " + agent::clean(event.what, 64) + ": " + cause);
    co_await refresh();
  } else if (event.kind == What::lifecycle) {
    if (event.what == "Crashed") panicked_ = true;
    if (event.what == "Stopped") {
      // While it is being started, whoever starts it hears why it did not.
      if (phase_ == Phase::running) end({"Shutoff", event.detail});
    } else if (event.what != "Defined" && event.what != "Undefined") {
      co_await refresh();
    }
  }
}

/// Of a guest that is being started, its start tells, with all there is to know.
Task<> Machine::refresh() {
  if (phase_ != Phase::running) co_return;
  const auto status = co_await keeper_.libvirt().status(domain_);
  if (!status || !is_active(*status) || phase_ != Phase::running) co_return;
  set_status(*status);
  publish();
}

Task<> Machine::look_at_domain() {
  auto facts = facts_of(co_await keeper_.libvirt().xml(domain_));
  if (phase_ == Phase::over) co_return;
  if (facts) {
    facts_ = std::move(facts).take();
    report_.guest_memory_bytes = facts_.memory_bytes;
    set_agent(facts_.agent_connected);
  } else {
    log_.warning("libvirt's domain cannot be read", {{"error", facts.error().message()}});
  }
  publish();
}

/// What runs beside a running guest. Called after each connection: nothing is started twice.
void Machine::follow() {
  started_.set();
  if (followed_) return;
  followed_ = true;
  for (const auto& server : dhcp_) scope_.spawn(server->run(), "DHCP");
  scope_.spawn(ask_agent(), "questions to the guest agent");
  if (record_.frozen) scope_.spawn(thaw_later(machine_life::thaw_by_itself_after, freezes_), "thaw");
}

/// Takes the ports, so that a network that is not there is told before the guest runs.
void Machine::open_dhcp(const shared::LauncherRequest& request) {
  dhcp_.clear();
  for (const auto& interface : request.options->interfaces) {
    if (interface.guest_address.empty()) continue;
    auto lease = dhcp::lease_for(*request.vmi, interface).take();
    dhcp_.push_back(std::make_unique<dhcp::Server>(interface.bridge, std::move(lease), log_.part("dhcp")));
  }
}

}  // namespace coracle::virt::launcher
