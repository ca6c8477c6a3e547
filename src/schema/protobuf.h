#pragma once
// Kubernetes' binary form: the protobuf wire format of proto2, read into the JSON that the same client would have sent.
// https://protobuf.dev/programming-guides/encoding/
// https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "json/value.h"
#include "schema/table.h"

namespace coracle::schema {

/// The messages of one package, one a line (a line that begins with a blank goes on with the one before):
///   ConfigMapKeySelector name=1.1 key=2 optional=3
/// A field is JSON's name and the number. "1.1" is field 1 of the message in field 1: Go embeds that struct, so JSON
/// knows no such level. Number 0: not in the message, the envelope carries it. What follows a colon tells what a
/// free-form field holds where that is no JSON text.
struct ProtobufPackage {
  std::string_view name;  ///< "io.k8s.api.core.v1"
  std::string_view lines;
};

struct ProtobufField {
  std::uint32_t number = 0;
  std::uint32_t inner = 0;  ///< the number within the embedded message; 0: there is none
  std::string_view json;
  std::string_view shape;
};

class ProtobufNumbers {
 public:
  /// The texts must live as long as this. A line that is none is a programmer's error.
  void add(const ProtobufPackage& package);
  /// By number. Null for a struct without a message.
  const std::vector<ProtobufField>* find(std::string_view struct_name) const;

 private:
  std::unordered_map<std::string, std::vector<ProtobufField>> messages_;
};

/// One message as JSON: fields that the table lacks are passed over, empty ones are left out as Go's omitempty does,
/// lists and maps that Go always writes are null when nothing was sent. Bounded: nesting to 100, a million values.
/// Errors: bad_request, that name the field; unsupported_media_type for what has no such form here.
Result<json::Value> from_protobuf(std::string_view bytes, const Struct& table, const ProtobufNumbers& numbers);

/// What a request's or an answer's body wraps its message in: runtime.Unknown behind four bytes of magic. Views into
/// the body.
struct ProtobufEnvelope {
  std::string_view api_version;
  std::string_view kind;
  std::string_view raw;
  std::string_view content_encoding;
  std::string_view content_type;
};
/// Errors: bad_request.
Result<ProtobufEnvelope> read_protobuf_envelope(std::string_view body);

}  // namespace coracle::schema
