#include "apiserver/rest/body.h"

#include <fmt/core.h>

#include "apiserver/rest/protobuf.h"
#include "apiserver/rest/status.h"
#include "apiserver/rest/yaml.h"

namespace coracle::apiserver {

std::string content_type_of(const net::Request& request) {
  auto type = request.headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  std::string lower(type);
  for (auto& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return lower;
}

json::Storage arena_for(std::size_t bytes) {
  return boost::json::make_shared_resource<boost::json::monotonic_resource>(bytes * 3 + 1024);
}

namespace {
void check_body_size(const net::Request& request) {
  constexpr auto limit = json::Limits{}.bytes;
  if (request.body.size() > limit)
    throw Error(Reason::request_entity_too_large, fmt::format("Request entity too large: limit is {}", limit));
}
}  // namespace

json::Value read_body(const net::Request& request, const ObjectRules* rules) {
  if (rules == nullptr || content_type_of(request) != protobuf_type) return read_body(request);
  check_body_size(request);
  return rules->from_protobuf(request.body).take();
}

json::Value read_body(const net::Request& request, const schema::Struct& table) {
  if (content_type_of(request) != protobuf_type) return read_body(request);
  check_body_size(request);
  return protobuf_object(request.body, table).take();
}

json::Value read_body(const net::Request& request) {
  check_body_size(request);
  const auto type = content_type_of(request);
  if (type == "application/yaml" || type == "application/apply-patch+yaml") return parse_yaml(request.body).take();
  const bool is_json = type.empty() || type == "application/json" || type.ends_with("+json");
  if (!is_json)
    throw Error(Reason::unsupported_media_type,
                "the body of the request was in an unknown format - accepted media types include: application/json, "
                "application/yaml");
  return json::parse(request.body, {}, arena_for(request.body.size())).take();
}

}  // namespace coracle::apiserver
