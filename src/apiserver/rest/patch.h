#pragma once
#include <functional>

#include "apiserver/rest/rest.h"

namespace coracle::apiserver {

/// Reads the call's body as a patch of the kind its Content-Type says, and gives the function that applies it. Errors
/// as kube-apiserver's: unsupported_media_type for other types, and for a strategic merge patch of a custom resource.
std::function<json::Value(const json::Value& current)> read_patch(const Call& call);
bool is_apply(const net::Request& request);

}  // namespace coracle::apiserver
