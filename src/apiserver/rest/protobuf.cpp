#include "apiserver/rest/protobuf.h"

#include <fmt/core.h>

#include "api/protobuf_numbers.h"

namespace coracle::apiserver {
namespace {

std::string expected_version(const schema::Struct& table) {
  const auto& served = table.served;
  return served.group.empty() ? std::string(served.version) : fmt::format("{}/{}", served.group, served.version);
}

/// DeleteOptions and its like are served in no group of their own: clients name the one they talk to.
std::optional<Error> wrong_kind(const schema::ProtobufEnvelope& envelope, const schema::Struct& table) {
  const bool is_kind = !table.served.kind.empty();
  const auto kind = is_kind ? table.served.kind : table.short_name();
  if (!envelope.kind.empty() && envelope.kind != kind)
    return Error(Reason::bad_request,
                 fmt::format("the kind in the data ({}) does not match the expected kind ({})", envelope.kind, kind));
  if (is_kind && !envelope.api_version.empty() && envelope.api_version != expected_version(table))
    return Error(Reason::bad_request,
                 fmt::format("the API version in the data ({}) does not match the expected API version ({})",
                             envelope.api_version, expected_version(table)));
  return std::nullopt;
}

}  // namespace

Result<json::Value> protobuf_object(std::string_view body, const schema::Struct& table) {
  const auto envelope = schema::read_protobuf_envelope(body);
  if (!envelope) return envelope.error();
  if (auto wrong = wrong_kind(*envelope, table)) return std::move(*wrong);
  if (!envelope->content_encoding.empty() ||
      !(envelope->content_type.empty() || envelope->content_type == protobuf_type))
    return Error(Reason::unsupported_media_type,
                 "the object within the protobuf envelope is encoded in another way than as protobuf");
  auto object = schema::from_protobuf(envelope->raw, table, api::protobuf_numbers());
  if (!object) return object;
  const auto name = [](std::string_view text) { return boost::json::string_view(text.data(), text.size()); };
  auto& members = object->get_object();
  if (!envelope->api_version.empty()) members["apiVersion"] = name(envelope->api_version);
  if (!envelope->kind.empty()) members["kind"] = name(envelope->kind);
  return object;
}

}  // namespace coracle::apiserver
