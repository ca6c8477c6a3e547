#pragma once
#include <optional>

#include "base/time.h"

namespace coracle::virt::handler {

/// How a guest that must end stands.
struct Ending {
  bool acpi = true;                      ///< it takes the power button
  std::int64_t grace_seconds = 30;       ///< how long it may take
  WallTime asked_for{};                  ///< when its end was asked for (deletionTimestamp)
  std::optional<WallTime> last_pressed;  ///< when the power button was pressed last
  std::optional<WallTime> last_killed;   ///< when the launcher was told to end it at once
};

struct EndingStep {
  enum class Do { nothing, press, kill };
  Do what = Do::nothing;
  Duration again{};  ///< look again then
  bool operator==(const EndingStep&) const = default;
};

/// The power button now, and every five seconds again: a guest that is still booting has nobody who sees it. When the
/// time is up, the end. Without ACPI, or without time, at once.
EndingStep ending_step(const Ending& ending, WallTime now);

}  // namespace coracle::virt::handler
