#pragma once
#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// The request's body as JSON, from JSON or YAML by its Content-Type. Throws Error: unsupported_media_type,
/// request_entity_too_large, bad_request.
json::Value read_body(const net::Request& request);

/// The media type without its parameters, in lower case.
std::string content_type_of(const net::Request& request);

}  // namespace coracle::apiserver
