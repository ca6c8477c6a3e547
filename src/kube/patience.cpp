#include "kube/patience.h"

#include <algorithm>
#include <charconv>

#include "base/random.h"

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

/// Of `most`, between nothing and all.
Duration by_chance(Duration most) {
  const auto bytes = random_bytes(2);
  const auto number = static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1]);
  return most / 65536 * number;
}
}  // namespace

std::optional<Duration> asked_to_wait(int status, const net::Headers& headers) {
  if (status != 429 && status < 500) return std::nullopt;
  const auto text = headers.get("Retry-After");
  int seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size() || seconds < 0)
    return std::nullopt;
  return std::chrono::seconds(seconds);
}

Duration BackOff::next() {
  const auto base = std::min<Duration>(30s, 250ms * (1LL << failures_));
  failures_ = std::min(failures_ + 1, 7);
  return base + by_chance(base);
}

Duration watch_length() { return 5min + by_chance(5min); }

bool must_list_again(const Error& error) {
  if (error.reason() == Reason::expired || error.reason() == Reason::gone) return true;
  if (!error.details()) return false;
  return std::ranges::any_of(error.details()->causes,
                             [](const FieldError& cause) { return cause.reason == "ResourceVersionTooLarge"; });
}

}  // namespace coracle::kube
