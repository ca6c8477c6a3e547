#include "api/kubevirt/v1/component_configuration.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const TokenBucketRateLimiter*) {
  using T = TokenBucketRateLimiter;
  static const Field fields[] = {
      field<&T::qps>("qps", "Requests a second in the long run.").required(),
      field<&T::burst>("burst", "Requests at once.").required(),
  };
  static const Struct table{"io.kubevirt.v1.TokenBucketRateLimiter", "A token bucket.", fields};
  return table;
}

const Struct& describe(const RateLimiter*) {
  using T = RateLimiter;
  static const Field fields[] = {
      field<&T::token_bucket_rate_limiter>("tokenBucketRateLimiter", "A token bucket."),
  };
  static const Struct table{"io.kubevirt.v1.RateLimiter", "A rate of requests.", fields};
  return table;
}

const Struct& describe(const RESTClientConfiguration*) {
  using T = RESTClientConfiguration;
  static const Field fields[] = {
      field<&T::rate_limiter>("rateLimiter", "Rate of its requests."),
  };
  static const Struct table{"io.kubevirt.v1.RESTClientConfiguration", "A client of the API server.", fields};
  return table;
}

const Struct& describe(const ReloadableComponentConfiguration*) {
  using T = ReloadableComponentConfiguration;
  static const Field fields[] = {
      field<&T::rest_client>("restClient", "Its client of the API server."),
  };
  static const Struct table{"io.kubevirt.v1.ReloadableComponentConfiguration",
                            "Settings that a component takes up without a restart.", fields};
  return table;
}

const Struct& describe(const TLSConfiguration*) {
  using T = TLSConfiguration;
  static const Field fields[] = {
      field<&T::min_tls_version>("minTLSVersion", "Oldest version accepted; VersionTLS12 when empty.")
          .one_of("VersionTLS10|VersionTLS11|VersionTLS12|VersionTLS13"),
      field<&T::ciphers>("ciphers",
                         "Ciphers of TLS 1.2 and older that may be used, by their IANA names; a safe set when empty.")
          .set(),
  };
  static const Struct table{"io.kubevirt.v1.TLSConfiguration", "TLS versions and ciphers of the system's servers.",
                            fields};
  return table;
}

const Struct& describe(const CustomProfile*) {
  using T = CustomProfile;
  static const Field fields[] = {
      field<&T::localhost_profile>("localhostProfile", "A profile on the node, by its path below the kubelet's."),
      field<&T::runtime_default_profile>("runtimeDefaultProfile", "The container runtime's own."),
  };
  static const Struct table{"io.kubevirt.v1.CustomProfile", "A seccomp profile: one of the two.", fields};
  return table;
}

const Struct& describe(const VirtualMachineInstanceProfile*) {
  using T = VirtualMachineInstanceProfile;
  static const Field fields[] = {
      field<&T::custom_profile>("customProfile", "A profile other than the default."),
  };
  static const Struct table{"io.kubevirt.v1.VirtualMachineInstanceProfile", "A seccomp profile.", fields};
  return table;
}

const Struct& describe(const SeccompConfiguration*) {
  using T = SeccompConfiguration;
  static const Field fields[] = {
      field<&T::virtual_machine_instance_profile>("virtualMachineInstanceProfile", "The profile."),
  };
  static const Struct table{"io.kubevirt.v1.SeccompConfiguration", "Seccomp profile of launchers.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
