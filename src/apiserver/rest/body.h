#pragma once
#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// The request's body as JSON, from JSON or YAML by its Content-Type. Throws Error: unsupported_media_type,
/// request_entity_too_large, bad_request. The value lies in an arena of its own: made and freed at once.
json::Value read_body(const net::Request& request);

/// A storage that frees nothing until its last value is gone; for values of about so many bytes of text.
json::Storage arena_for(std::size_t bytes);

/// The media type without its parameters, in lower case.
std::string content_type_of(const net::Request& request);

}  // namespace coracle::apiserver
