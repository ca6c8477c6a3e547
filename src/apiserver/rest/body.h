#pragma once
#include "apiserver/pipeline.h"
#include "schema/table.h"

namespace coracle::apiserver {

/// The request's body as JSON, from JSON or YAML by its Content-Type. Throws Error: unsupported_media_type,
/// request_entity_too_large, bad_request.
json::Value read_body(const net::Request& request);
/// As above, and from protobuf where the kind's rules know that form. `rules` may be null.
json::Value read_body(const net::Request& request, const ObjectRules* rules);
/// As above, of a struct that a table describes: what is no resource's own kind.
json::Value read_body(const net::Request& request, const schema::Struct& table);

/// The media type without its parameters, in lower case.
std::string content_type_of(const net::Request& request);

}  // namespace coracle::apiserver
