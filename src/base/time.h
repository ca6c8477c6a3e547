#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace coracle {

using Duration = std::chrono::nanoseconds;
using WallTime = std::chrono::system_clock::time_point;
using SteadyTime = std::chrono::steady_clock::time_point;

/// Where time comes from. Rules that depend on it take one, so that tests set and advance it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime now() const = 0;
  virtual SteadyTime steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  WallTime now() const override { return std::chrono::system_clock::now(); }
  SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

/// Stands still until advanced.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime start) : now_(start) {}
  WallTime now() const override { return now_; }
  SteadyTime steady() const override { return steady_; }
  void advance(Duration by) {
    now_ += std::chrono::duration_cast<WallTime::duration>(by);
    steady_ += std::chrono::duration_cast<SteadyTime::duration>(by);
  }

 private:
  WallTime now_;
  SteadyTime steady_{};
};

/// "2026-01-31T09:05:00Z", as metav1.Time is written (RFC 3339, whole seconds, UTC).
std::string format_time(WallTime time);
/// "2026-01-31T09:05:00.123456Z", as metav1.MicroTime.
std::string format_micro_time(WallTime time);
/// RFC 3339 with any offset and any fraction; nothing when it is no such time.
std::optional<WallTime> parse_time(std::string_view text);

/// Go's form of a duration, as Kubernetes' durations are written: "1h2m0.5s", "300ms". Nothing when it is none.
std::optional<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration duration);
/// Age as kubectl prints it in a table: "5s", "2m30s", "3h", "4d".
std::string human_duration(Duration duration);

}  // namespace coracle
