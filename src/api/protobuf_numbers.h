#pragma once
#include <string_view>

#include "schema/protobuf.h"

namespace coracle::api {

/// The numbers that Kubernetes' protobuf form gives the fields of api::tables() and of all that they hold.
const schema::ProtobufNumbers& protobuf_numbers();

/// A part of the above: the messages of io.k8s.api.core.v1.
extern const std::string_view core_protobuf_numbers;

}  // namespace coracle::api
