#pragma once
#include <string>

#include "json/value.h"

namespace coracle::apiserver {

/// An OpenAPI v2 document in the protobuf form that kubectl before 1.27 asks for and older ones take alone
/// (application/com.github.proto-openapi.spec.v2@v1.0+protobuf). Message and field numbers are those of
/// https://github.com/google/gnostic/blob/main/openapiv2/OpenAPIv2.proto. Members that have no field there are left
/// out; x- members become vendor extensions, whose values are YAML text.
std::string openapi_v2_protobuf(const json::Value& document);

}  // namespace coracle::apiserver
