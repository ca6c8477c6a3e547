#include "virt/handler/vmi/shutdown.h"

#include <algorithm>

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace ending {
namespace {
constexpr Duration press_again = 5s;
constexpr Duration kill_again = 10s;
}  // namespace
}  // namespace ending

EndingStep ending_step(const Ending& ending, WallTime now) {
  using Do = EndingStep::Do;
  const auto since = [now](WallTime then) { return std::max(Duration::zero(), Duration(now - then)); };
  const auto kill = [&]() -> EndingStep {
    if (!ending.last_killed) return {Do::kill, ending::kill_again};
    const auto waited = since(*ending.last_killed);
    return waited >= ending::kill_again ? EndingStep{Do::kill, ending::kill_again}
                                        : EndingStep{Do::nothing, ending::kill_again - waited};
  };
  if (!ending.acpi || ending.grace_seconds <= 0) return kill();
  // Beyond a year nobody waits, and the product of seconds and 10^9 must fit.
  const Duration grace = std::chrono::seconds(std::min<std::int64_t>(ending.grace_seconds, 366LL * 24 * 3600));
  const auto left = grace - since(ending.asked_for);
  if (left <= Duration::zero()) return kill();
  if (ending.last_pressed) {
    const auto waited = since(*ending.last_pressed);
    if (waited < ending::press_again) return {Do::nothing, std::min<Duration>(left, ending::press_again - waited)};
  }
  return {Do::press, std::min<Duration>(left, ending::press_again)};
}

}  // namespace coracle::virt::handler
