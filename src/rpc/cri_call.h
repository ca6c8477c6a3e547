#pragma once
#include <chrono>
#include <string>

#include "rpc/calls.h"

namespace coracle::rpc {

/// One call with protobuf messages in place of bytes.
template <class Answer, class Request>
Task<Answer> call_with(const Connection& connection, std::string method, Request request, Duration limit) {
  const auto bytes = co_await connection.call(method, request.SerializeAsString(), limit);
  Answer answer;
  if (!answer.ParseFromString(bytes))
    throw Error(Reason::internal_error, method + ": the answer is no " + answer.GetTypeName());
  co_return answer;
}

namespace deadline {
using namespace std::chrono_literals;
inline constexpr Duration quick = 10s;  ///< what only looks into the runtime's memory
inline constexpr Duration slow = 2min;  ///< what starts, stops and mounts; the kubelet's runtimeRequestTimeout
}  // namespace deadline

}  // namespace coracle::rpc
