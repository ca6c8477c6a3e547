#pragma once
#include <string>

#include "api/core/v1/pod.h"
#include "base/time.h"
#include "kube/client.h"

namespace coracle::node::volumes {

struct ServiceToken {
  std::string text;
  WallTime renew_at;  ///< at 80 % of its life, and after a day at the latest
};

/// When a token with that life is to be renewed; `jitter` spreads pods that began together.
WallTime renewal_time(WallTime expires, std::chrono::seconds life, std::chrono::seconds jitter);

/// Asks for a token of the pod's service account, bound to the pod.
Task<ServiceToken> request_token(kube::Client& client, std::shared_ptr<const api::core::v1::Pod> pod,
                                 std::string audience, std::int64_t seconds);

}  // namespace coracle::node::volumes
