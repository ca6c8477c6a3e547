#include <array>

#include "rpc/calls.h"

namespace coracle::rpc {

namespace {
struct StatusName {
  int code;
  Reason reason;
};
// Codes: https://grpc.github.io/grpc/core/md_doc_statuscodes.html. The first line with a reason is what we send for it.
constexpr std::array status_names{
    StatusName{3, Reason::bad_request},           // INVALID_ARGUMENT
    StatusName{3, Reason::invalid},               //
    StatusName{4, Reason::timeout},               // DEADLINE_EXCEEDED
    StatusName{5, Reason::not_found},             // NOT_FOUND
    StatusName{6, Reason::already_exists},        // ALREADY_EXISTS
    StatusName{7, Reason::forbidden},             // PERMISSION_DENIED
    StatusName{8, Reason::too_many_requests},     // RESOURCE_EXHAUSTED
    StatusName{9, Reason::conflict},              // FAILED_PRECONDITION
    StatusName{10, Reason::conflict},             // ABORTED
    StatusName{11, Reason::bad_request},          // OUT_OF_RANGE
    StatusName{12, Reason::method_not_allowed},   // UNIMPLEMENTED
    StatusName{13, Reason::internal_error},       // INTERNAL
    StatusName{14, Reason::service_unavailable},  // UNAVAILABLE
    StatusName{16, Reason::unauthorized},         // UNAUTHENTICATED
    StatusName{1, Reason::service_unavailable},   // CANCELLED, by the other side
};
}  // namespace

Error error_from_status(int code, const std::string& method, const std::string& words) {
  Reason reason = Reason::internal_error;
  for (const auto& name : status_names) {
    if (name.code == code) {
      reason = name.reason;
      break;
    }
  }
  const auto slash = method.rfind('/');
  const auto call = slash == std::string::npos ? method : method.substr(slash + 1);
  return {reason, call + ": " + (words.empty() ? "failed with gRPC status " + std::to_string(code) : words)};
}

int status_from_reason(Reason reason) {
  for (const auto& name : status_names)
    if (name.reason == reason) return name.code;
  return 2;  // UNKNOWN
}

}  // namespace coracle::rpc
