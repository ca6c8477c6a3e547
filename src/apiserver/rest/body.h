#pragma once
#include "apiserver/pipeline.h"
#include "schema/table.h"

namespace coracle::apiserver {

/// The request's body as JSON, from JSON or YAML by its Content-Type. Throws Error: unsupported_media_type,
/// request_entity_too_large, bad_request. The value lies in an arena of its own: made and freed at once.
json::Value read_body(const net::Request& request);
/// As above, and from protobuf where the kind's rules know that form. `rules` may be null.
json::Value read_body(const net::Request& request, const ObjectRules* rules);
/// As above, of a struct that a table describes: what is no resource's own kind.
json::Value read_body(const net::Request& request, const schema::Struct& table);

/// A storage that frees nothing until its last value is gone; for values of about so many bytes of text.
json::Storage arena_for(std::size_t bytes);

/// Whether read_body() reads it as JSON.
bool is_json_body(const net::Request& request);

/// The media type without its parameters, in lower case.
std::string content_type_of(const net::Request& request);

}  // namespace coracle::apiserver
