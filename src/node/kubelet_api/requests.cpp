#include "node/kubelet_api/requests.h"

#include <charconv>

namespace coracle::node::kubelet_api {
namespace {
Error wrong_parameter(std::string_view name, std::string_view value, const char* wanted) {
  return {Reason::bad_request, "invalid " + std::string(name) + " \"" + std::string(value) + "\": must be " + wanted};
}

/// Go's strconv.ParseBool; an empty value means true, as in "?follow".
std::optional<bool> bool_of(std::string_view text) {
  for (const std::string_view yes : {"", "1", "t", "T", "true", "TRUE", "True"})
    if (text == yes) return true;
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"})
    if (text == no) return false;
  return std::nullopt;
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}
}  // namespace

Result<LogOptions> log_options(const net::Target& target, WallTime now) {
  LogOptions options;
  const std::pair<std::string_view, bool*> flags[] = {
      {"follow", &options.follow}, {"previous", &options.previous}, {"timestamps", &options.timestamps}};
  for (const auto& [name, place] : flags) {
    if (!target.has(name)) continue;
    const auto value = bool_of(target.parameter(name));
    if (!value) return wrong_parameter(name, target.parameter(name), "true or false");
    *place = *value;
  }
  const auto tail = target.parameter("tailLines");
  if (!tail.empty()) {
    const auto lines = number_of(tail);
    if (!lines || *lines < 0) return wrong_parameter("tailLines", tail, "a number that is not negative");
    options.tail_lines = static_cast<std::uint64_t>(*lines);
  }
  const auto limit = target.parameter("limitBytes");
  if (!limit.empty()) {
    const auto bytes = number_of(limit);
    if (!bytes || *bytes < 1) return wrong_parameter("limitBytes", limit, "a number greater than zero");
    options.limit_bytes = static_cast<std::uint64_t>(*bytes);
  }
  const auto seconds_text = target.parameter("sinceSeconds");
  const auto time_text = target.parameter("sinceTime");
  if (!seconds_text.empty() && !time_text.empty())
    return Error(Reason::bad_request, "at most one of sinceTime or sinceSeconds may be specified");
  if (!seconds_text.empty()) {
    const auto seconds = number_of(seconds_text);
    constexpr std::int64_t longest = 100LL * 365 * 24 * 3600;
    if (!seconds || *seconds < 1) return wrong_parameter("sinceSeconds", seconds_text, "a number greater than zero");
    options.since = now - std::chrono::seconds(std::min(*seconds, longest));
  }
  if (!time_text.empty()) {
    options.since = parse_time(time_text);
    if (!options.since) return wrong_parameter("sinceTime", time_text, "a time as of RFC 3339");
  }
  const auto stream = target.parameter("stream");
  if (!stream.empty() && stream != "All" && stream != "Stdout" && stream != "Stderr")
    return wrong_parameter("stream", stream, "All, Stdout or Stderr");
  options.standard_output = stream != "Stderr";
  options.standard_error = stream != "Stdout";
  return options;
}

std::optional<PodPath> pod_path(const net::Target& target, bool with_container) {
  const auto& path = target.path;
  const std::size_t least = with_container ? 4 : 3;
  if (path.size() != least && path.size() != least + 1) return std::nullopt;
  PodPath found{path[1], path[2], {}, {}};
  if (path.size() == least + 1) found.uid = path[3];
  if (with_container) found.container = path.back();
  return found;
}

}  // namespace coracle::node::kubelet_api
