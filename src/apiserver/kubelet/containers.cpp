// What log, exec and attach check before they ask the node.
#include <fmt/core.h>

#include <charconv>

#include "apiserver/kubelet/kubelets.h"
#include "apiserver/rest/list_options.h"
#include "apiserver/rest/status.h"

namespace coracle::apiserver::kubelet {
namespace {

std::vector<std::string> names_in(const json::Value& pod, std::string_view list) {
  std::vector<std::string> out;
  const auto* containers = json::find(pod, {"spec", list});
  if (containers != nullptr && containers->is_array())
    for (const auto& container : containers->get_array()) out.emplace_back(json::text(container, {"name"}));
  return out;
}

std::string with_blanks(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : " ") + name;
  return out;
}

/// A whole number of the query, where it is there; wrong text is the client's error.
std::optional<std::int64_t> number_of(const net::Target& target, std::string_view name) {
  const auto text = target.parameter(name);
  if (text.empty()) return std::nullopt;
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size())
    throw bad_request(fmt::format("strconv.ParseInt: parsing \"{}\": invalid syntax", text));
  return number;
}

void at_least(std::optional<std::int64_t> number, std::int64_t least, std::string field, FieldErrors& errors) {
  if (!number || *number >= least) return;
  errors.push_back(invalid_field(std::move(field), std::to_string(*number),
                                 least == 0 ? "must be greater than or equal to 0" : "must be greater than 0"));
}
}  // namespace

std::string chosen_container(const json::Value& pod, std::string_view named) {
  const auto containers = names_in(pod, "containers");
  const auto init = names_in(pod, "initContainers");
  const auto pod_name = json::text(pod, {"metadata", "name"});
  if (named.empty()) {
    if (containers.size() == 1) return containers.front();
    auto message = fmt::format("a container name must be specified for pod {}, choose one of: [{}]", pod_name,
                               with_blanks(containers));
    if (!init.empty()) message += fmt::format(" or one of the init containers: [{}]", with_blanks(init));
    throw bad_request(std::move(message));
  }
  for (const auto* list : {&containers, &init})
    for (const auto& name : *list)
      if (name == named) return name;
  for (const auto& name : names_in(pod, "ephemeralContainers"))
    if (name == named) return name;
  throw bad_request(fmt::format("container {} is not valid for pod {}", named, pod_name));
}

std::string log_query(const net::Target& target, const std::string& pod) {
  const auto tail = number_of(target, "tailLines");
  const auto since = number_of(target, "sinceSeconds");
  const auto limit = number_of(target, "limitBytes");
  const auto since_time = target.parameter("sinceTime");
  FieldErrors errors;
  at_least(tail, 0, "tailLines", errors);
  at_least(limit, 1, "limitBytes", errors);
  at_least(since, 1, "sinceSeconds", errors);
  if (since && !since_time.empty())
    errors.push_back(forbidden_field("", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  if (!errors.empty()) {
    Resource named;
    named.kind = "PodLogOptions";
    throw invalid(named, pod, std::move(errors));
  }
  std::vector<std::pair<std::string, std::string>> query;
  for (const std::string_view name : {"follow", "previous", "timestamps"})
    if (parse_bool(name, target.parameter(name)).value_or(false)) query.emplace_back(name, "true");
  if (since) query.emplace_back("sinceSeconds", std::to_string(*since));
  if (!since_time.empty()) query.emplace_back("sinceTime", since_time);
  if (tail) query.emplace_back("tailLines", std::to_string(*tail));
  if (limit) query.emplace_back("limitBytes", std::to_string(*limit));
  if (const auto stream = target.parameter("stream"); !stream.empty() && stream != "All")
    query.emplace_back("stream", stream);
  return query.empty() ? std::string{} : "?" + net::encode_query(query);
}

}  // namespace coracle::apiserver::kubelet
