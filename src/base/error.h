#pragma once
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coracle {

/// Why something failed, in the words of a Kubernetes Status.
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
enum class Reason {
  unknown,
  unauthorized,
  forbidden,
  not_found,
  already_exists,
  conflict,
  gone,
  expired,
  invalid,
  server_timeout,
  store_read_error,
  timeout,
  too_many_requests,
  bad_request,
  method_not_allowed,
  not_acceptable,
  request_entity_too_large,
  unsupported_media_type,
  internal_error,
  service_unavailable,
};

/// "NotFound", "AlreadyExists" ...; empty for unknown.
std::string_view to_string(Reason reason);
Reason reason_from(std::string_view text);
/// The HTTP status that goes with a reason; 500 for unknown.
int http_code(Reason reason);
Reason reason_from_http(int code);

/// One wrong field. `reason` is a cause type: FieldValueRequired, FieldValueInvalid, FieldValueNotSupported ...
struct FieldError {
  std::string field;    ///< "spec.template.spec.domain.cpu.cores"; empty for the whole object
  std::string reason;   ///< "FieldValueInvalid"
  std::string message;  ///< what a Status carries in its cause: `Invalid value: 3: must be ...`
  bool operator==(const FieldError&) const = default;
};
using FieldErrors = std::vector<FieldError>;

/// What a Status says in `details`: the object concerned and each cause.
struct ErrorDetails {
  std::string group;
  std::string kind;  ///< the resource's plural name for most answers, as kube-apiserver does
  std::string name;
  std::string uid;
  FieldErrors causes;
  int retry_after_seconds = 0;
};

/// The one exception of the house. It becomes a Status in apiserver/rest, a retry in kube's runtime, an exit status in
/// cmd. The message is a lower-case sentence without a full stop that names the object and says what would be right.
class Error : public std::exception {
 public:
  Error(Reason reason, std::string message) : reason_(reason), message_(std::move(message)) {}
  Error(Reason reason, std::string message, ErrorDetails details)
      : reason_(reason), message_(std::move(message)), details_(std::move(details)) {}

  const char* what() const noexcept override { return message_.c_str(); }
  Reason reason() const { return reason_; }
  const std::string& message() const { return message_; }
  const std::optional<ErrorDetails>& details() const { return details_; }
  /// HTTP status; http_code(reason()) unless a server answered another one.
  int code() const { return code_ ? code_ : http_code(reason_); }
  Error with_code(int code) const;
  /// The same error with "<what was being done>: " before its message.
  Error in(std::string_view doing) const;

 private:
  Reason reason_;
  std::string message_;
  std::optional<ErrorDetails> details_;
  int code_ = 0;
};

/// Error of the last system call: `doing: strerror`. ENOENT is not_found, EEXIST already_exists, EACCES and EPERM
/// forbidden, ETIMEDOUT timeout, all else internal_error.
Error system_error(int error_number, std::string_view doing);

/// A programmer's error: prints the message with its place and aborts, in every build. Nothing that comes from outside
/// may reach it.
[[noreturn]] void broken(std::string_view what, const char* file = __builtin_FILE(), int line = __builtin_LINE());

/// The text of whatever is being handled; for logs.
std::string describe(std::exception_ptr error);

}  // namespace coracle
