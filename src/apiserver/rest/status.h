#pragma once
#include <string>
#include <string_view>

#include "apiserver/resource.h"
#include "base/error.h"
#include "net/http.h"

namespace coracle::apiserver {

// Errors in kube-apiserver's words (k8s.io/apimachinery/pkg/api/errors), so that kubectl and clients know them.

Error not_found(const Resource& resource, std::string_view name);
Error already_exists(const Resource& resource, std::string_view name);
/// 409: `Operation cannot be fulfilled on pods "x": <why>`.
Error conflict(const Resource& resource, std::string_view name, std::string_view why);
/// 409 of a write that was overtaken.
Error modified_meanwhile(const Resource& resource, std::string_view name);
/// 422: `Pod "x" is invalid: <field>: <message>`; with several in brackets.
Error invalid(const Resource& resource, std::string_view name, FieldErrors errors);
/// 403: `pods "x" is forbidden: <why>`.
Error forbidden(const Resource& resource, std::string_view name, std::string_view why);
Error bad_request(std::string message);
/// 404 of a path or a resource that is not served.
Error no_such_path();
Error method_not_allowed();

FieldError required_field(std::string field, std::string_view detail = {});
/// `value` as it stands in the message: quoted text, or null, a number ...
FieldError invalid_field(std::string field, std::string_view value, std::string_view detail);
FieldError forbidden_field(std::string field, std::string_view detail);

/// The Status object of an error; `continue_token` goes into its metadata where a list may go on.
json::Value status_of(const Error& error, std::string_view continue_token = {});
/// The Status of a success: of a deletion.
json::Value success_status(const Resource& resource, std::string_view name, std::string_view uid);

net::Response json_response(int status, std::string text);
net::Response json_response(int status, const json::Value& value);
net::Response error_response(const Error& error);
/// `299 - "text"` for a Warning header, with what HTTP does not allow taken out; at most 256 characters a warning.
std::string warning_header(std::string_view text);

}  // namespace coracle::apiserver
