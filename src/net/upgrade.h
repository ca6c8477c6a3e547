#pragma once
#include "net/http.h"

namespace coracle::net {

/// A server's answer that should have been 101, as an Error with its code; the message of a Kubernetes Status where the
/// body is one, else the first part of the body.
Task<Error> refusal_of(Answer answer);
/// "a, b" or several fields, taken apart.
std::vector<std::string> list_of(const Headers& headers, std::string_view name);
std::string joined_list(const std::vector<std::string>& items);

}  // namespace coracle::net
