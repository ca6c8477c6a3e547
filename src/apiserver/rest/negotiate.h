#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "apiserver/pipeline.h"

namespace coracle::apiserver {

/// How the client wants objects.
struct AnswerForm {
  enum class Kind { object, table, metadata };
  Kind kind = Kind::object;
  std::string group_version;  ///< of table and metadata: "meta.k8s.io/v1"
  bool yaml = false;          ///< asked as application/yaml: JSON is YAML, and goes under that name
  std::string_view content_type() const { return yaml ? "application/yaml" : "application/json"; }
};

/// The first of the Accept header's types that can be served. Tables are passed over when `tables` is false. Throws
/// Error(not_acceptable) when there is none. https://kubernetes.io/docs/reference/using-api/api-concepts/
AnswerForm negotiate(const net::Headers& headers, bool tables);

/// A parameter of a media type: `as` of "application/json;as=Table;g=meta.k8s.io".
std::string_view media_parameter(std::string_view media_type, std::string_view name);

}  // namespace coracle::apiserver
