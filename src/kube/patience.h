#pragma once
#include <optional>
#include <string>

#include "base/error.h"
#include "base/time.h"
#include "net/http.h"

namespace coracle::kube {

/// How long a server that refused a request asks us to wait before it is sent again: 429 and 5xx with a Retry-After of
/// whole seconds, as priority and fairness, and servers that start or stop, answer. Such a request was not carried out,
/// whatever its method. The rule is that of client-go (rest/with_retry.go).
std::optional<Duration> asked_to_wait(int status, const net::Headers& headers);
/// How often such a request is sent at most.
inline constexpr int most_tries = 10;
/// A server that asks for more than this is not waited for: its answer is told instead.
inline constexpr Duration longest_wait = std::chrono::minutes(1);

/// The pause before a list or watch is tried again: 0.25 s doubling to 30 s, each with up to as much again by chance,
/// so that clients of a restarted server do not come in step. Never nothing.
class BackOff {
 public:
  Duration next();
  void reset() { failures_ = 0; }
  int failures() const { return failures_; }

 private:
  int failures_ = 0;
};

/// How long a watch is asked to last: five to ten minutes by chance, so that not all begin anew at once.
Duration watch_length();
/// A watch that lasted so long was none that fails at once: the next failure is a first one.
inline constexpr Duration watch_that_worked = std::chrono::seconds(5);

/// Whether a watch cannot go on from its resource version: the server has forgotten it (410), or it is one that the
/// server has not reached, having been restored from a copy of earlier. Then list again, from the server's newest.
bool must_list_again(const Error& error);

}  // namespace coracle::kube
