#pragma once
#include <optional>

#include "base/log.h"
#include "base/scope.h"
#include "base/time.h"
#include "kube/client.h"

namespace coracle::cluster {

/// Events are kept for an hour after they last happened, as kube-apiserver keeps them.
inline constexpr auto event_lifetime = std::chrono::hours(1);

/// When an event (v1) last happened; nothing when it does not say.
std::optional<WallTime> last_happened(const json::Value& event);

/// Takes old events away, from time to time. Works until cancelled.
Task<> expire_events(kube::Client& client, const Clock& clock, Log log);
/// One round; the number of events that were taken away.
Task<int> expire_events_once(kube::Client& client, const Clock& clock);

}  // namespace coracle::cluster
