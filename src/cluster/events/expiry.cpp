#include "cluster/events/expiry.h"

#include "api/core/v1/event.h"
#include "api/kinds.h"

namespace coracle::cluster {
namespace {
using namespace std::chrono_literals;
constexpr auto round_period = 5min;
const api::Kind& event_kind() { return api::kind_of(static_cast<const api::core::v1::Event*>(nullptr)); }
}  // namespace

std::optional<WallTime> last_happened(const json::Value& event) {
  std::optional<WallTime> newest;
  for (const auto text : {json::text(event, {"series", "lastObservedTime"}), json::text(event, {"lastTimestamp"}),
                          json::text(event, {"eventTime"}), json::text(event, {"metadata", "creationTimestamp"})})
    if (const auto time = parse_time(text); time && (!newest || *time > *newest)) newest = time;
  return newest;
}

Task<int> expire_events_once(kube::Client& client, const Clock& clock) {
  const auto list = co_await client.list(event_kind());
  int taken = 0;
  for (const auto& event : list.items) {
    const auto when = last_happened(event);
    if (!when || clock.now() - *when < event_lifetime) continue;
    kube::Key key{std::string(json::text(event, {"metadata", "namespace"})),
                  std::string(json::text(event, {"metadata", "name"}))};
    kube::RemoveOptions very_one;
    very_one.uid = json::text(event, {"metadata", "uid"});
    const bool removed = co_await client.remove_if_present(event_kind(), std::move(key), std::move(very_one));
    taken += removed ? 1 : 0;
  }
  co_return taken;
}

Task<> expire_events(kube::Client& client, const Clock& clock, Log log) {
  while (true) {
    std::optional<Error> failure;
    try {
      co_await expire_events_once(client, clock);
    } catch (const Error& error) {
      failure = error;
    }
    if (failure) log.warning("cannot take old events away, trying again later", {{"error", failure->what()}});
    co_await sleep_for(round_period);
  }
}

}  // namespace coracle::cluster
