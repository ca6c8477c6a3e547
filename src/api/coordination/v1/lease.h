#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::coordination::v1 {

using schema::operator==;

/// Who holds it and for how long.
struct LeaseSpec {
  std::optional<std::string> holder_identity;
  std::optional<std::int32_t> lease_duration_seconds;
  schema::MicroTime acquire_time;
  schema::MicroTime renew_time;
  std::optional<std::int32_t> lease_transitions;
  std::optional<std::string> strategy;
  std::optional<std::string> preferred_holder;
};
const schema::Struct& describe(const LeaseSpec*);

/// A claim to be the one who acts, for a while.
struct Lease {
  std::string api_version = "coordination.k8s.io/v1";
  std::string kind = "Lease";
  meta::v1::ObjectMeta metadata;
  LeaseSpec spec;
};
const schema::Struct& describe(const Lease*);

}  // namespace coracle::api::coordination::v1
