#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// A command in the container.
struct ExecAction {
  std::vector<std::string> command;
};
const schema::Struct& describe(const ExecAction*);

/// A gRPC health check.
struct GRPCAction {
  std::int32_t port = 0;
  std::optional<std::string> service;
};
const schema::Struct& describe(const GRPCAction*);

/// A header of a request.
struct HTTPHeader {
  std::string name;
  std::string value;
};
const schema::Struct& describe(const HTTPHeader*);

/// An HTTP request.
struct HTTPGetAction {
  std::string path;
  schema::IntOrString port;
  std::string scheme;
  std::vector<HTTPHeader> http_headers;
  std::string host;
};
const schema::Struct& describe(const HTTPGetAction*);

/// A connection to a port.
struct TCPSocketAction {
  schema::IntOrString port;
  std::string host;
};
const schema::Struct& describe(const TCPSocketAction*);

/// How a container is asked whether it is well.
struct Probe {
  Box<ExecAction> exec;
  Box<HTTPGetAction> http_get;
  Box<TCPSocketAction> tcp_socket;
  Box<GRPCAction> grpc;
  std::optional<std::int32_t> initial_delay_seconds;
  std::optional<std::int32_t> timeout_seconds;
  std::optional<std::int32_t> period_seconds;
  std::optional<std::int32_t> success_threshold;
  std::optional<std::int32_t> failure_threshold;
  std::optional<std::int64_t> termination_grace_period_seconds;
};
const schema::Struct& describe(const Probe*);

/// A wait.
struct SleepAction {
  std::int64_t seconds = 0;
};
const schema::Struct& describe(const SleepAction*);

/// One thing to do.
struct LifecycleHandler {
  Box<ExecAction> exec;
  Box<HTTPGetAction> http_get;
  Box<TCPSocketAction> tcp_socket;
  Box<SleepAction> sleep;
};
const schema::Struct& describe(const LifecycleHandler*);

/// What is done when a container starts and stops.
struct Lifecycle {
  Box<LifecycleHandler> post_start;
  Box<LifecycleHandler> pre_stop;
  std::string stop_signal;
};
const schema::Struct& describe(const Lifecycle*);

}  // namespace coracle::api::core::v1
