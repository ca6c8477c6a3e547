#pragma once
#include <algorithm>
#include <chrono>
#include <optional>

#include "base/time.h"

namespace coracle::node::pods {

/// How long to wait before something that failed is tried again: at once after the first failure, then 10 s, doubling
/// to 300 s; begins anew after 10 quiet minutes. As the kubelet's.
class BackOff {
 public:
  static constexpr Duration first = std::chrono::seconds(10);
  static constexpr Duration most = std::chrono::seconds(300);

  /// How long to wait still, after a failure at `failed`; zero when it may be tried now.
  Duration left(SteadyTime failed, SteadyTime now) const {
    if (!last_ || expired(failed)) return Duration::zero();
    return std::max<Duration>(Duration::zero(), failed + current_ - now);
  }
  /// It is tried again now.
  void next(SteadyTime failed, SteadyTime now) {
    current_ = !last_ || expired(failed) ? first : std::min(current_ * 2, most);
    last_ = now;
  }
  /// As it stands after so many tries, for what an earlier life of ours began.
  void resume(int tries, SteadyTime last) {
    if (tries <= 0) return;
    current_ = first;
    for (int i = 1; i < tries && current_ < most; ++i) current_ = std::min(current_ * 2, most);
    last_ = last;
  }
  Duration current() const { return current_; }

 private:
  bool expired(SteadyTime failed) const { return failed - *last_ > 2 * most; }
  Duration current_ = first;
  std::optional<SteadyTime> last_;
};

}  // namespace coracle::node::pods
