#include "node/volumes/tokens.h"

#include "api/authentication/v1/token_request.h"
#include "api/core/v1/service_account.h"
#include "api/kinds.h"
#include "base/random.h"

namespace coracle::node::volumes {

WallTime renewal_time(WallTime expires, std::chrono::seconds life, std::chrono::seconds jitter) {
  constexpr auto longest = std::chrono::hours(24);
  return std::min(expires - life / 5, expires - life + longest) - jitter;
}

Task<ServiceToken> request_token(kube::Client& client, std::shared_ptr<const api::core::v1::Pod> pod,
                                 std::string audience, std::int64_t seconds) {
  namespace authentication = api::authentication::v1;
  const auto& spec = pod->spec;
  const std::string account = spec.service_account_name.empty() ? "default" : spec.service_account_name;
  authentication::TokenRequest request;
  if (!audience.empty()) request.spec.audiences.push_back(audience);
  request.spec.expiration_seconds = seconds;
  request.spec.bound_object_ref =
      authentication::BoundObjectReference{"Pod", "v1", pod->metadata.name, pod->metadata.uid};
  const auto& kind = api::kind_of(static_cast<const api::core::v1::ServiceAccount*>(nullptr));
  auto body = schema::encode(request);
  const auto answer =
      co_await client.call("POST", kind.path(pod->metadata.namespace_, account, "token"), std::move(body));
  const auto made = schema::decoded<authentication::TokenRequest>(answer);
  const auto expires = parse_time(made.status.expiration_timestamp.text);
  if (made.status.token.empty() || !expires)
    throw Error(Reason::internal_error, "the token of service account " + account + " came without its text or end");
  const auto life = std::chrono::seconds(made.spec.expiration_seconds.value_or(seconds));
  const auto jitter = std::chrono::seconds(static_cast<unsigned char>(random_bytes(1)[0]) % 10);
  co_return ServiceToken{made.status.token, renewal_time(*expires, life, life > jitter * 10 ? jitter : jitter * 0)};
}

}  // namespace coracle::node::volumes
