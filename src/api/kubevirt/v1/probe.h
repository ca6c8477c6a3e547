#pragma once
// Checks of a guest's health.
#include <cstdint>
#include <string>

#include "api/core/v1/probe.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A sign of life from the guest's agent. It has no settings.
struct GuestAgentPing {};
const schema::Struct& describe(const GuestAgentPing*);

/// A check of the guest, made again and again. Exactly one of the four ways is given.
struct Probe {
  Box<core::v1::ExecAction> exec;
  Box<GuestAgentPing> guest_agent_ping;
  Box<core::v1::HTTPGetAction> http_get;
  Box<core::v1::TCPSocketAction> tcp_socket;
  std::int32_t initial_delay_seconds = 0;
  std::int32_t timeout_seconds = 0;
  std::int32_t period_seconds = 0;
  std::int32_t success_threshold = 0;
  std::int32_t failure_threshold = 0;
};
const schema::Struct& describe(const Probe*);

}  // namespace coracle::api::kubevirt::v1
