#include "node/volumes/fields.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include "json/quantity.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Container;
using api::core::v1::Pod;

/// Characters that Go's unicode.IsPrint does not count, of those that occur in text.
bool is_printable_rune(std::uint32_t rune) {
  if (rune < 0x20 || rune == 0x7f || (rune >= 0x80 && rune < 0xa1) || rune == 0xad) return false;
  if (rune == 0x1680 || (rune >= 0x2000 && rune <= 0x200f) || (rune >= 0x2028 && rune <= 0x202f)) return false;
  if ((rune >= 0x205f && rune <= 0x206f) || rune == 0x3000 || rune == 0xfeff) return false;
  return !(rune >= 0xe000 && rune <= 0xf8ff);
}

/// One UTF-8 sequence at the front of `text`: its rune and length; nothing when it is none.
std::optional<std::pair<std::uint32_t, std::size_t>> first_rune(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return std::pair{std::uint32_t{lead}, std::size_t{1}};
  const std::size_t length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length == 0 || lead >= 0xf5 || text.size() < length) return std::nullopt;
  std::uint32_t rune = lead & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0U) != 0x80) return std::nullopt;
    rune = (rune << 6U) | (byte & 0x3fU);
  }
  constexpr std::array<std::uint32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  if (rune < least[length] || rune > 0x10ffff || (rune >= 0xd800 && rune < 0xe000)) return std::nullopt;
  return std::pair{rune, length};
}

void append_escape(std::string& out, const char* format, std::uint32_t number) {
  std::array<char, 16> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, number);
  out += buffer.data();
}

/// As Go's %q writes it: the downward API's files of labels have their values so.
std::string go_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const auto rune = first_rune(text);
    const std::size_t length = rune ? rune->second : 1;
    if (!rune) {
      append_escape(out, "\\x%02x", static_cast<unsigned char>(text.front()));
    } else if (rune->first == '"' || rune->first == '\\') {
      out += '\\';
      out += static_cast<char>(rune->first);
    } else if (is_printable_rune(rune->first)) {
      out += text.substr(0, length);
    } else {
      constexpr std::string_view letters = "abtnvfr";  // of \a (7) to \r (13)
      if (rune->first >= 7 && rune->first <= 13)
        (out += '\\') += letters[rune->first - 7];
      else if (rune->first < 0x80)
        append_escape(out, "\\x%02x", rune->first);
      else
        append_escape(out, rune->first < 0x10000 ? "\\u%04x" : "\\U%08x", rune->first);
    }
    text.remove_prefix(length);
  }
  return out + '"';
}

std::string map_text(const std::map<std::string, std::string>& map) {
  std::string out;
  for (const auto& [name, value] : map) {
    if (!out.empty()) out += '\n';
    out += name + "=" + go_quoted(value);
  }
  return out;
}

/// The subscript of "metadata.labels['key']".
std::optional<std::string_view> subscript(std::string_view path, std::string_view member) {
  if (!path.starts_with(member)) return std::nullopt;
  path.remove_prefix(member.size());
  if (!path.starts_with("['") || !path.ends_with("']") || path.size() < 5) return std::nullopt;
  return path.substr(2, path.size() - 4);
}

std::string value_or_empty(const std::map<std::string, std::string>& map, std::string_view name) {
  const auto found = map.find(std::string(name));
  return found == map.end() ? std::string() : found->second;
}

template <class Items, class Member>
std::string joined_ips(const Items& items, Member member) {
  std::string out;
  for (const auto& item : items) (out.empty() ? out : out += ',') += item.*member;
  return out;
}

struct NamedField {
  std::string_view path;
  std::string (*value)(const Pod&);
};
constexpr std::array<NamedField, 11> named_fields = {{
    {"metadata.name", [](const Pod& pod) { return pod.metadata.name; }},
    {"metadata.namespace", [](const Pod& pod) { return pod.metadata.namespace_; }},
    {"metadata.uid", [](const Pod& pod) { return pod.metadata.uid; }},
    {"metadata.labels", [](const Pod& pod) { return map_text(pod.metadata.labels); }},
    {"metadata.annotations", [](const Pod& pod) { return map_text(pod.metadata.annotations); }},
    {"spec.nodeName", [](const Pod& pod) { return pod.spec.node_name; }},
    {"spec.serviceAccountName", [](const Pod& pod) { return pod.spec.service_account_name; }},
    {"status.hostIP", [](const Pod& pod) { return pod.status.host_ip; }},
    {"status.hostIPs", [](const Pod& pod) { return joined_ips(pod.status.host_ips, &api::core::v1::HostIP::ip); }},
    {"status.podIP", [](const Pod& pod) { return pod.status.pod_ip; }},
    {"status.podIPs", [](const Pod& pod) { return joined_ips(pod.status.pod_ips, &api::core::v1::PodIP::ip); }},
}};

const Container* container_named(const Pod& pod, std::string_view name) {
  for (const auto* list : {&pod.spec.containers, &pod.spec.init_containers})
    for (const auto& container : *list)
      if (container.name == name) return &container;
  return nullptr;
}

std::optional<json::Quantity> amount_of(const std::map<std::string, schema::Quantity>& amounts,
                                        const std::string& resource) {
  const auto found = amounts.find(resource);
  if (found == amounts.end() || found->second.empty()) return std::nullopt;
  auto parsed = json::Quantity::parse(found->second.text);
  if (!parsed) return std::nullopt;
  return *parsed;
}

bool is_shown_resource(std::string_view resource) {
  return resource == "cpu" || resource == "memory" || resource == "ephemeral-storage" ||
         resource.starts_with("hugepages-");
}

std::int64_t divided_up(std::int64_t amount, std::int64_t divisor) {
  return divisor <= 0 ? amount : amount / divisor + (amount % divisor > 0 ? 1 : 0);
}
}  // namespace

Result<std::string> field_value(const Pod& pod, std::string_view field_path) {
  for (const auto& field : named_fields)
    if (field.path == field_path) return field.value(pod);
  if (const auto name = subscript(field_path, "metadata.labels")) return value_or_empty(pod.metadata.labels, *name);
  if (const auto name = subscript(field_path, "metadata.annotations"))
    return value_or_empty(pod.metadata.annotations, *name);
  return Error(Reason::bad_request, "unsupported fieldPath: " + std::string(field_path));
}

Result<std::string> resource_value(const Pod& pod, const api::core::v1::ResourceFieldSelector& selector,
                                   std::string_view default_container,
                                   const std::map<std::string, schema::Quantity>& allocatable) {
  const std::string name = selector.container_name.empty() ? std::string(default_container) : selector.container_name;
  const auto* container = container_named(pod, name);
  if (!container) return Error(Reason::not_found, "container " + name + " not found");
  const auto dot = selector.resource.find('.');
  const auto family = selector.resource.substr(0, dot);
  const auto resource = dot == std::string::npos ? std::string() : selector.resource.substr(dot + 1);
  if ((family != "limits" && family != "requests") || !is_shown_resource(resource))
    return Error(Reason::bad_request, "unsupported container resource : " + selector.resource);
  const auto limit = amount_of(container->resources.limits, resource);
  std::optional<json::Quantity> amount;
  if (family == "limits") {
    amount = limit && !limit->is_zero() ? limit : amount_of(allocatable, resource);
  } else {
    amount = amount_of(container->resources.requests, resource);
    if (!amount) amount = limit;
  }
  if (!amount) amount = json::Quantity();
  auto divisor = json::Quantity::whole(1);
  if (!selector.divisor.empty()) {
    auto parsed = json::Quantity::parse(selector.divisor.text);
    if (!parsed) return parsed.error();
    if (!parsed->is_zero()) divisor = *parsed;
  }
  const bool in_thousandths = resource == "cpu";
  return std::to_string(in_thousandths ? divided_up(amount->milli_value(), divisor.milli_value())
                                       : divided_up(amount->value(), divisor.value()));
}

std::string expand(std::string_view text, const std::map<std::string, std::string>& environment) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto dollar = text.find('$', at);
    out += text.substr(at, dollar == std::string_view::npos ? dollar : dollar - at);
    if (dollar == std::string_view::npos) break;
    at = dollar + 1;
    if (at < text.size() && text[at] == '$') {
      out += '$';
      ++at;
      continue;
    }
    const auto end = at < text.size() && text[at] == '(' ? text.find(')', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += '$';
      continue;
    }
    const auto found = environment.find(std::string(text.substr(at + 1, end - at - 1)));
    out += found == environment.end() ? std::string(text.substr(dollar, end + 1 - dollar)) : found->second;
    at = end + 1;
  }
  return out;
}

}  // namespace coracle::node::volumes
