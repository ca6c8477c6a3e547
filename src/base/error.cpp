#include "base/error.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

namespace coracle {
namespace {
struct Row {
  Reason reason;
  std::string_view text;
  int code;
};
constexpr std::array rows = {
    Row{Reason::unknown, "", 500},
    Row{Reason::unauthorized, "Unauthorized", 401},
    Row{Reason::forbidden, "Forbidden", 403},
    Row{Reason::not_found, "NotFound", 404},
    Row{Reason::already_exists, "AlreadyExists", 409},
    Row{Reason::conflict, "Conflict", 409},
    Row{Reason::gone, "Gone", 410},
    Row{Reason::expired, "Expired", 410},
    Row{Reason::invalid, "Invalid", 422},
    Row{Reason::server_timeout, "ServerTimeout", 500},
    Row{Reason::store_read_error, "StorageReadError", 500},
    Row{Reason::timeout, "Timeout", 504},
    Row{Reason::too_many_requests, "TooManyRequests", 429},
    Row{Reason::bad_request, "BadRequest", 400},
    Row{Reason::method_not_allowed, "MethodNotAllowed", 405},
    Row{Reason::not_acceptable, "NotAcceptable", 406},
    Row{Reason::request_entity_too_large, "RequestEntityTooLarge", 413},
    Row{Reason::unsupported_media_type, "UnsupportedMediaType", 415},
    Row{Reason::internal_error, "InternalError", 500},
    Row{Reason::service_unavailable, "ServiceUnavailable", 503},
};
const Row& row_of(Reason reason) {
  for (const auto& row : rows)
    if (row.reason == reason) return row;
  broken("a reason without a row");
}
}  // namespace

std::string_view to_string(Reason reason) { return row_of(reason).text; }

Reason reason_from(std::string_view text) {
  for (const auto& row : rows)
    if (row.text == text) return row.reason;
  return Reason::unknown;
}

int http_code(Reason reason) { return row_of(reason).code; }

Reason reason_from_http(int code) {
  if (code == 409) return Reason::conflict;
  if (code == 410) return Reason::gone;
  if (code == 500) return Reason::internal_error;
  for (const auto& row : rows)
    if (row.code == code) return row.reason;
  return Reason::unknown;
}

Error Error::with_code(int code) const {
  Error copy = *this;
  copy.code_ = code;
  return copy;
}

Error Error::in(std::string_view doing) const {
  Error copy = *this;
  copy.message_ = std::string(doing) + ": " + message_;
  return copy;
}

Error system_error(int error_number, std::string_view doing) {
  Reason reason = Reason::internal_error;
  if (error_number == ENOENT) reason = Reason::not_found;
  if (error_number == EEXIST) reason = Reason::already_exists;
  if (error_number == EACCES || error_number == EPERM) reason = Reason::forbidden;
  if (error_number == ETIMEDOUT) reason = Reason::timeout;
  return {reason, std::string(doing) + ": " + std::system_category().message(error_number)};
}

void broken(std::string_view what, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken: %.*s\n", file, line, static_cast<int>(what.size()), what.data());
  std::abort();
}

std::string describe(std::exception_ptr error) {
  if (!error) return "no error";
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace coracle
