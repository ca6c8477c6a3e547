#include "schema/protobuf.h"

#include <fmt/core.h>

#include "base/utf8.h"
#include "schema/protobuf_decoder.h"

namespace coracle::schema {
namespace {

constexpr std::string_view envelope_magic("k8s\0", 4);

bool read_type_meta(std::string_view bytes, ProtobufEnvelope& envelope) {
  WireReader reader(bytes);
  while (const auto field = reader.next()) {
    if (field->wire != Wire::bytes) continue;
    if (field->number == 1) envelope.api_version = field->bytes;
    if (field->number == 2) envelope.kind = field->bytes;
  }
  return reader.wrong().empty() && is_utf8(envelope.api_version) && is_utf8(envelope.kind);
}

}  // namespace

Result<json::Value> from_protobuf(std::string_view bytes, const Struct& table, const ProtobufNumbers& numbers) {
  ProtobufDecoder decoder(numbers);
  json::Object object;
  if (!decoder.message(bytes, table, object)) return decoder.error();
  tidy_message(object, table);
  return json::Value(std::move(object));
}

Result<ProtobufEnvelope> read_protobuf_envelope(std::string_view body) {
  const Error broken_envelope(Reason::bad_request,
                              "the body is no object in Kubernetes' protobuf form: its envelope is damaged");
  if (!body.starts_with(envelope_magic))
    return Error(Reason::bad_request,
                 "the body is no object in Kubernetes' protobuf form: it does not begin with \"k8s\\0\"");
  ProtobufEnvelope envelope;
  WireReader reader(body.substr(envelope_magic.size()));
  while (const auto field = reader.next()) {
    if (field->wire != Wire::bytes) return broken_envelope;
    if (field->number == 1 && !read_type_meta(field->bytes, envelope)) return broken_envelope;
    if (field->number == 2) envelope.raw = field->bytes;
    if (field->number == 3) envelope.content_encoding = field->bytes;
    if (field->number == 4) envelope.content_type = field->bytes;
  }
  if (!reader.wrong().empty()) return broken_envelope;
  return envelope;
}

}  // namespace coracle::schema
