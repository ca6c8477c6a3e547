#pragma once
// Request rates, TLS and seccomp of the components.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of TLSProtocolVersion.
namespace tls_protocol_version {
inline constexpr std::string_view version_tls10 = "VersionTLS10";
inline constexpr std::string_view version_tls11 = "VersionTLS11";
inline constexpr std::string_view version_tls12 = "VersionTLS12";
inline constexpr std::string_view version_tls13 = "VersionTLS13";
}  // namespace tls_protocol_version

/// A token bucket.
struct TokenBucketRateLimiter {
  double qps = 0;
  std::int64_t burst = 0;
};
const schema::Struct& describe(const TokenBucketRateLimiter*);

/// A rate of requests.
struct RateLimiter {
  Box<TokenBucketRateLimiter> token_bucket_rate_limiter;
};
const schema::Struct& describe(const RateLimiter*);

/// A client of the API server.
struct RESTClientConfiguration {
  Box<RateLimiter> rate_limiter;
};
const schema::Struct& describe(const RESTClientConfiguration*);

/// Settings that a component takes up without a restart.
struct ReloadableComponentConfiguration {
  Box<RESTClientConfiguration> rest_client;
};
const schema::Struct& describe(const ReloadableComponentConfiguration*);

/// TLS versions and ciphers of the system's servers.
struct TLSConfiguration {
  std::string min_tls_version;  ///< tls_protocol_version
  std::vector<std::string> ciphers;
};
const schema::Struct& describe(const TLSConfiguration*);

/// A seccomp profile: one of the two.
struct CustomProfile {
  std::optional<std::string> localhost_profile;
  bool runtime_default_profile = false;
};
const schema::Struct& describe(const CustomProfile*);

/// A seccomp profile.
struct VirtualMachineInstanceProfile {
  Box<CustomProfile> custom_profile;
};
const schema::Struct& describe(const VirtualMachineInstanceProfile*);

/// Seccomp profile of launchers.
struct SeccompConfiguration {
  Box<VirtualMachineInstanceProfile> virtual_machine_instance_profile;
};
const schema::Struct& describe(const SeccompConfiguration*);

}  // namespace coracle::api::kubevirt::v1
