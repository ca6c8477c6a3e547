#pragma once
#include <string_view>

#include "json/value.h"
#include "schema/table.h"

namespace coracle::apiserver {

/// application/vnd.kubernetes.protobuf, in which kubectl and Go's typed clients send Kubernetes' own kinds. We read it
/// and answer JSON, which all of them accept too.
inline constexpr std::string_view protobuf_type = "application/vnd.kubernetes.protobuf";

/// The object in such a body, which must be of the table's kind. Errors: bad_request, unsupported_media_type.
Result<json::Value> protobuf_object(std::string_view body, const schema::Struct& table);

}  // namespace coracle::apiserver
