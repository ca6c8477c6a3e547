#include "apiserver/rest/list_options.h"

#include <fmt/core.h>

#include <charconv>

#include "apiserver/rest/status.h"
#include "base/base64.h"

namespace coracle::apiserver {

namespace {
Error invalid_options(FieldError error) {
  ErrorDetails details;
  details.group = "meta.k8s.io";
  details.kind = "ListOptions";
  auto message = fmt::format("ListOptions.meta.k8s.io \"\" is invalid: {}: {}", error.field, error.message);
  details.causes.push_back(std::move(error));
  return {Reason::invalid, std::move(message), std::move(details)};
}

std::int64_t parse_number(std::string_view name, std::string_view text) {
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size())
    throw bad_request(fmt::format("{}: strconv.ParseInt: parsing \"{}\": invalid syntax", name, text));
  return number;
}

void check_combination(const ListOptions& options, bool watch) {
  const auto given = options.resource_version.has_value();
  if (!options.match.empty() && options.match != "Exact" && options.match != "NotOlderThan")
    throw invalid_options(
        {"resourceVersionMatch", "FieldValueNotSupported",
         fmt::format("Unsupported value: \"{}\": supported values: \"Exact\", \"NotOlderThan\", \"\"", options.match)});
  if (options.send_initial_events) {
    if (!watch) throw invalid_options(forbidden_field("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    if (options.match != "NotOlderThan")
      throw invalid_options(forbidden_field("resourceVersionMatch",
                                            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    return;
  }
  if (options.match.empty()) return;
  if (watch)
    throw invalid_options(forbidden_field("resourceVersionMatch", "resourceVersionMatch is forbidden for watch"));
  if (!given)
    throw invalid_options(forbidden_field("resourceVersionMatch",
                                          "resourceVersionMatch is forbidden unless resourceVersion is provided"));
  if (!options.continue_token.empty())
    throw invalid_options(
        forbidden_field("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
  if (options.match == "Exact" && *options.resource_version == 0)
    throw invalid_options(forbidden_field("resourceVersionMatch",
                                          "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""));
}
}  // namespace

std::uint64_t parse_revision(std::string_view text) {
  std::uint64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end.ec != std::errc{} || end.ptr != text.data() + text.size())
    throw bad_request(
        fmt::format("resourceVersion: Invalid value: \"{}\": strconv.ParseUint: parsing \"{}\": invalid "
                    "syntax",
                    text, text));
  return number;
}

Error too_large_revision(std::uint64_t asked, std::uint64_t current) {
  ErrorDetails details;
  details.causes = {{"", "ResourceVersionTooLarge", "Too large resource version"}};
  details.retry_after_seconds = 1;
  return {Reason::timeout, fmt::format("Timeout: Too large resource version: {}, current: {}", asked, current),
          details};
}

void check_revision_asked(const Store& store, std::string_view text) {
  if (text.empty() || text == "0") return;
  const auto asked = parse_revision(text);
  if (asked > store.revision()) throw too_large_revision(asked, store.revision());
}

std::optional<bool> parse_bool(std::string_view name, std::string_view text) {
  if (text.empty()) return std::nullopt;
  for (const auto yes : {"true", "1", "t", "T", "TRUE", "True"})
    if (text == yes) return true;
  for (const auto no : {"false", "0", "f", "F", "FALSE", "False"})
    if (text == no) return false;
  throw bad_request(fmt::format("{}: strconv.ParseBool: parsing \"{}\": invalid syntax", name, text));
}

ListOptions list_options_of(const Call& call) {
  const auto& query = call.target;
  ListOptions options;
  options.selector.labels = LabelSelector::parse(query.parameter("labelSelector")).take();
  options.selector.fields = FieldSelector::parse(query.parameter("fieldSelector"), *call.resource).take();
  if (const auto limit = query.parameter("limit"); !limit.empty()) {
    const auto number = parse_number("limit", limit);
    if (number > 0) options.limit = static_cast<std::size_t>(number);
  }
  options.continue_token = query.parameter("continue");
  if (const auto version = query.parameter("resourceVersion"); !version.empty())
    options.resource_version = parse_revision(version);
  options.match = query.parameter("resourceVersionMatch");
  options.bookmarks = parse_bool("allowWatchBookmarks", query.parameter("allowWatchBookmarks")).value_or(false);
  options.send_initial_events = parse_bool("sendInitialEvents", query.parameter("sendInitialEvents"));
  if (const auto timeout = query.parameter("timeoutSeconds"); !timeout.empty())
    if (const auto seconds = parse_number("timeoutSeconds", timeout); seconds > 0)
      options.timeout = std::chrono::seconds(std::min<std::int64_t>(seconds, 1'000'000));
  check_combination(options, call.attributes.verb == "watch");
  return options;
}

std::string encode_continue(const ContinueToken& token) {
  return to_base64(
      json::serialize(json::Object{{"v", "meta.k8s.io/v1"}, {"rv", token.revision}, {"start", token.start}}));
}

ContinueToken decode_continue(std::string_view text) {
  const auto decoded = from_base64(text);
  const auto value = decoded ? json::parse(*decoded) : Result<json::Value>(bad_request(""));
  const auto* revision = value ? json::find(*value, {"rv"}) : nullptr;
  if (revision == nullptr || !revision->is_int64() || json::text(*value, {"v"}) != "meta.k8s.io/v1" ||
      json::text(*value, {"start"}).empty())
    throw bad_request("continue key is not valid: it is not one this server gave out");
  return {revision->get_int64(), std::string(json::text(*value, {"start"}))};
}

}  // namespace coracle::apiserver
