#include "apiserver/rest/request_info.h"

#include <algorithm>

namespace coracle::apiserver {

namespace {
std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (auto& letter : lower)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return lower;
}

bool is_true(std::string_view value) { return value == "true" || value == "1" || value == "True" || value == "TRUE"; }

std::string verb_of(std::string_view method, bool named, const net::Target& target) {
  if (method == "GET" || method == "HEAD") {
    if (is_true(target.parameter("watch"))) return "watch";
    return named ? "get" : "list";
  }
  if (method == "POST") return "create";
  if (method == "PUT") return "update";
  if (method == "PATCH") return "patch";
  if (method == "DELETE") return named ? "delete" : "deletecollection";
  return lower_case(method);
}

std::string path_of(std::string_view wire) { return std::string(wire.substr(0, wire.find('?'))); }

// Takes the name out of `metadata.name=x`: what a list of one object is authorized as.
std::string name_in_field_selector(const net::Target& target) {
  constexpr std::string_view member = "metadata.name=";
  const auto selector = target.parameter("fieldSelector");
  if (!selector.starts_with(member)) return {};
  auto name = selector.substr(member.size());
  if (name.starts_with('=')) name.remove_prefix(1);
  return name.find_first_of(",=!\\") == std::string_view::npos ? std::string(name) : std::string{};
}
}  // namespace

Attributes attributes_of(const net::Request& request, const net::Target& target) {
  Attributes asked;
  asked.path = path_of(request.target);
  asked.verb = lower_case(request.method);
  const auto& path = target.path;
  std::size_t at = 0;
  if (path.size() > 2 && path[0] == "api") {
    asked.version = path[1];
    at = 2;
  } else if (path.size() > 3 && path[0] == "apis") {
    asked.group = path[1];
    asked.version = path[2];
    at = 3;
  } else {
    return asked;
  }
  // "namespaces/x" and its own subresources are the namespace; anything else below it is in the namespace.
  if (path[at] == "namespaces" && path.size() > at + 2 && path[at + 2] != "status" && path[at + 2] != "finalize") {
    if (path[at + 2] == "namespaces") return asked;  // no namespace lies in another
    asked.namespace_ = path[at + 1];
    at += 2;
  }
  asked.is_resource = true;
  asked.resource = path[at];
  if (path.size() > at + 1) asked.name = path[at + 1];
  if (path.size() > at + 2) asked.subresource = path[at + 2];
  if (asked.resource == "namespaces" && asked.group.empty()) asked.namespace_ = asked.name;
  asked.verb = verb_of(request.method, !asked.name.empty(), target);
  if (asked.name.empty()) asked.name = name_in_field_selector(target);
  return asked;
}

}  // namespace coracle::apiserver
