// What virt-handler, and the pod's end, ask of a guest that lives.
#include "virt/launcher/machine/machine.h"

namespace coracle::virt::launcher {
using namespace std::chrono_literals;

namespace machine_verbs {
namespace {

constexpr auto agent_answers_within = 5s;
constexpr auto end_is_heard_within = 2s;
constexpr auto screenshot_within = 10s;
constexpr auto ask_agent_every = 10s;
constexpr int questions_a_look_at_the_system = 30;

/// The state is the wished one already, or the guest is gone.
bool is_settled(const Error& error) {
  return error.reason() == Reason::not_found || error.reason() == Reason::conflict;
}

}  // namespace
}  // namespace machine_verbs

Task<> Machine::pause() {
  must_have_guest("pause");
  if (report_.state == "Paused") co_return;
  co_await keeper_.libvirt().suspend(domain_);
  co_await refresh();
}

Task<> Machine::unpause() {
  must_have_guest("unpause");
  if (report_.state == "Running") co_return;
  co_await keeper_.libvirt().resume(domain_);
  co_await refresh();
}

Task<> Machine::reset() {
  must_have_guest("reset");
  co_await keeper_.libvirt().reset(domain_);
}

Task<> Machine::soft_reboot() {
  must_have_guest("soft reboot");
  const auto button = report_.agent_connected ? PowerButton::agent : PowerButton::acpi;
  if (button == PowerButton::acpi && !facts_.acpi) {
    throw Error(Reason::conflict, "soft reboot: the guest has no ACPI and no connected agent");
  }
  auto rebooted = keeper_.libvirt().reboot(domain_, button);
  co_await within(machine_verbs::agent_answers_within, std::move(rebooted), "soft reboot");
}

Task<> Machine::shutdown() {
  if (phase_ == Phase::over) co_return;
  must_have_guest("shutdown");
  const bool first = !record_.shutdown_asked;
  record_.shutdown_asked = true;
  folder_.save(record_);
  shutdown_asked_.set();
  if (report_.state == "Paused") {
    // A guest that stands still hears no button.
    try {
      co_await keeper_.libvirt().resume(domain_);
    } catch (const Error& error) {
      log_.warning("the paused guest cannot go on to shut down", {{"error", error.message()}});
    }
  }
  co_await press();
  if (first || !report_.agent_connected) co_return;
  auto asked = agent_.shutdown();
  co_await within(machine_verbs::agent_answers_within, std::move(asked), "shutdown by the guest agent");
}

Task<> Machine::press() {
  const bool acpi = facts_.acpi || facts_.machine_type.empty();
  if (!acpi && !report_.agent_connected) {
    throw Error(Reason::conflict, "shutdown: the guest has no ACPI and no connected agent");
  }
  if (acpi) {
    try {
      co_await keeper_.libvirt().shutdown(domain_, PowerButton::acpi);
    } catch (const Error& error) {
      if (!machine_verbs::is_settled(error)) throw;
    }
    co_return;
  }
  auto asked = agent_.shutdown();
  co_await within(machine_verbs::agent_answers_within, std::move(asked), "shutdown by the guest agent");
}

Task<> Machine::kill() {
  // Of what is being started libvirt may not know yet that it runs: the start then ends it.
  killed_ = killed_ || phase_ == Phase::none || phase_ == Phase::starting;
  if (!has_guest()) co_return;
  try {
    co_await keeper_.libvirt().destroy(domain_, false);
  } catch (const Error& error) {
    if (!machine_verbs::is_settled(error)) throw;
  }
  co_await over_.wait_for(machine_verbs::end_is_heard_within);
}

Task<> Machine::forget() {
  if (has_guest()) throw Error(Reason::conflict, "the guest still runs: shut it down or kill it first");
  if (keeper_.libvirt().connected()) co_await keeper_.libvirt().undefine(domain_);
}

Task<std::string> Machine::screenshot() {
  must_have_guest("screenshot");
  auto taken = keeper_.libvirt().screenshot(domain_);
  co_return co_await within(machine_verbs::screenshot_within, std::move(taken), "screenshot");
}

agent::Agent& Machine::agent() {
  must_have_guest("guest agent");
  if (!report_.agent_connected) throw Error(Reason::conflict, "VMI does not have guest agent connected");
  return agent_;
}

Task<> Machine::freeze(Duration thaw_after) {
  auto& asked = agent();
  if (!record_.frozen) co_await asked.freeze();
  record_.frozen = true;
  folder_.save(record_);
  report_.fs_freeze_status = "frozen";
  publish();
  const int number = ++freezes_;
  if (thaw_after > Duration::zero()) scope_.spawn(thaw_later(thaw_after, number), "thaw");
}

Task<> Machine::unfreeze() {
  co_await agent().thaw();
  ++freezes_;
  record_.frozen = false;
  folder_.save(record_);
  report_.fs_freeze_status.clear();
  publish();
}

Task<> Machine::thaw_later(Duration after, int freezes) {
  co_await sleep_for(after);
  if (!record_.frozen || freezes != freezes_ || !report_.agent_connected) co_return;
  log_.warning("the guest's file systems were frozen as long as was asked: they go on");
  co_await unfreeze();
}

void Machine::set_agent(bool connected) {
  if (report_.agent_connected == connected) return;
  report_.agent_connected = connected;
  if (!connected) guest_cards_.clear();
  publish();
  agent_changed_.set();
}

/// A guest changes its addresses without a word, so it is asked.
Task<> Machine::ask_agent() {
  for (int count = 0;; ++count) {
    agent_changed_.reset();
    if (!report_.agent_connected) {
      co_await agent_changed_.wait();
      count = 0;
    }
    try {
      co_await ask_agent_once(count % machine_verbs::questions_a_look_at_the_system == 0);
    } catch (const Error& error) {
      log_.debug("the guest agent does not answer", {{"error", error.message()}});
    }
    if (report_.agent_connected) co_await agent_changed_.wait_for(machine_verbs::ask_agent_every);
  }
}

Task<> Machine::ask_agent_once(bool about_system) {
  if (!report_.agent_connected || record_.frozen || report_.state != "Running") co_return;
  if (about_system) {
    report_.agent_version = co_await agent_.version();
    report_.guest_os = co_await agent_.system();
  }
  guest_cards_ = co_await agent_.cards();
  const auto memory = co_await keeper_.libvirt().memory_stats(domain_);
  const auto* actual = memory.if_contains("actual_balloon");
  if (actual && actual->is_uint64()) report_.guest_memory_bytes = static_cast<std::int64_t>(actual->as_uint64()) * 1024;
  if (actual && actual->is_int64()) report_.guest_memory_bytes = actual->as_int64() * 1024;
  if (!report_.agent_connected) guest_cards_.clear();
  if (phase_ != Phase::over) publish();
}

}  // namespace coracle::virt::launcher
