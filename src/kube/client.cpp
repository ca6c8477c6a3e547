#include "kube/client.h"

#include "base/scope.h"
#include "kube/patience.h"

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

constexpr std::size_t answer_limit = 512U << 20U;
constexpr std::size_t error_limit = 1U << 20U;
constexpr std::size_t watch_line_limit = 16U << 20U;
constexpr int page_size = 500;
constexpr auto beyond_watch = 30s;  // time for the server to end a watch first

std::string with_query(std::string path, const std::vector<std::pair<std::string, std::string>>& query) {
  if (query.empty()) return path;
  return path + "?" + net::encode_query(query);
}

std::vector<std::pair<std::string, std::string>> query_of(const Selection& selection) {
  std::vector<std::pair<std::string, std::string>> query;
  if (!selection.label_selector.empty()) query.emplace_back("labelSelector", selection.label_selector);
  if (!selection.field_selector.empty()) query.emplace_back("fieldSelector", selection.field_selector);
  return query;
}

std::string_view media_type(PatchType type) {
  switch (type) {
    case PatchType::json:
      return "application/json-patch+json";
    case PatchType::merge:
      return "application/merge-patch+json";
    case PatchType::strategic:
      return "application/strategic-merge-patch+json";
    case PatchType::apply:
      return "application/apply-patch+yaml";
  }
  broken("a patch type without a media type");
}

json::Value parse_answer(std::string_view body) {
  auto value = json::parse(body, {answer_limit, 200});
  if (!value) throw value.error().in("the server's answer");
  return std::move(*value);
}

json::Value options_of(const RemoveOptions& options) {
  json::Object body{{"apiVersion", "v1"}, {"kind", "DeleteOptions"}};
  if (!options.uid.empty()) body["preconditions"] = json::Object{{"uid", options.uid}};
  if (options.grace_seconds) body["gracePeriodSeconds"] = *options.grace_seconds;
  if (!options.propagation.empty()) body["propagationPolicy"] = options.propagation;
  return body;
}

std::string own_text(const json::Value& value, std::initializer_list<std::string_view> path) {
  return std::string(json::text(value, path));
}

ErrorDetails details_of(const json::Value& details) {
  ErrorDetails out;
  out.group = own_text(details, {"group"});
  out.kind = own_text(details, {"kind"});
  out.name = own_text(details, {"name"});
  out.uid = own_text(details, {"uid"});
  if (const auto* seconds = json::find(details, {"retryAfterSeconds"}); seconds && seconds->is_int64())
    out.retry_after_seconds = static_cast<int>(seconds->get_int64());
  const auto* causes = json::find(details, {"causes"});
  if (!causes || !causes->is_array()) return out;
  for (const auto& cause : causes->get_array())
    out.causes.push_back({own_text(cause, {"field"}), own_text(cause, {"reason"}), own_text(cause, {"message"})});
  return out;
}
}  // namespace

Error error_of(int status, std::string_view body) {
  const auto parsed = json::parse(body);
  if (parsed && json::text(*parsed, {"kind"}) == "Status") {
    auto reason = reason_from(json::text(*parsed, {"reason"}));
    if (reason == Reason::unknown) reason = reason_from_http(status);
    const auto* details = json::find(*parsed, {"details"});
    auto message = own_text(*parsed, {"message"});
    if (details) return Error(reason, std::move(message), details_of(*details)).with_code(status);
    return Error(reason, std::move(message)).with_code(status);
  }
  // Servers that answer in plain text; kubectl shows these as `an error on the server ("...")`.
  std::string text(body.substr(0, 500));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  if (text.empty()) text = "the server answered with HTTP status " + std::to_string(status);
  return Error(reason_from_http(status), std::move(text)).with_code(status);
}

std::uint64_t version_number(std::string_view resource_version) {
  std::uint64_t number = 0;
  for (const char c : resource_version) {
    if (c < '0' || c > '9') return 0;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

Watch::Watch(std::unique_ptr<net::BodyReader> body, SteadyTime until) : body_(std::move(body)), until_(until) {}

/// Empty at the end.
Task<std::string> Watch::more() {
  if (until_ == SteadyTime::max()) co_return co_await body_->next();
  const Duration left = until_ - std::chrono::steady_clock::now();
  if (left <= 0s) co_return std::string();
  try {
    auto reading = body_->next();
    co_return co_await within(left, std::move(reading), "a watch");
  } catch (const Error& error) {
    if (error.reason() != Reason::timeout) throw;
  }
  co_return std::string();
}

Task<std::optional<WatchEvent>> Watch::next() {
  while (true) {
    const auto end = buffer_.find('\n', scanned_);
    if (end == std::string::npos) {
      scanned_ = buffer_.size();
      if (buffer_.size() > watch_line_limit)
        throw Error(Reason::request_entity_too_large, "a watch event is too large");
      const auto piece = co_await more();
      if (piece.empty()) co_return std::nullopt;
      buffer_ += piece;
      continue;
    }
    const auto line = buffer_.substr(0, end);
    buffer_.erase(0, end + 1);
    scanned_ = 0;
    if (line.empty()) continue;
    auto event = parse_answer(line);
    const auto type = json::text(event, {"type"});
    auto* object = event.is_object() ? event.get_object().if_contains("object") : nullptr;
    if (!object) throw Error(Reason::internal_error, "a watch event without an object");
    if (type == "ERROR") {
      const auto* code = json::find(*object, {"code"});
      throw error_of(code && code->is_int64() ? static_cast<int>(code->get_int64()) : 500, json::serialize(*object));
    }
    auto kind = WatchEvent::Type::bookmark;
    if (type == "ADDED") kind = WatchEvent::Type::added;
    if (type == "MODIFIED") kind = WatchEvent::Type::modified;
    if (type == "DELETED") kind = WatchEvent::Type::deleted;
    co_return WatchEvent{kind, std::move(*object)};
  }
}

Client::Client(net::RoundTrip& transport, ClientOptions options)
    : transport_(transport), options_(std::move(options)) {}

net::Request Client::request(std::string method, std::string target) const {
  net::Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  request.headers.set("Accept", "application/json");
  request.headers.set("User-Agent", options_.user_agent);
  return request;
}

/// Waits as long as a server that refuses for now asks for, and sends again.
Task<net::Answer> Client::patiently(net::Request request, std::string what) {
  const int tries = request.upload ? 1 : most_tries;  // a body that comes once cannot be sent twice
  for (int tried = 1; tried < tries; ++tried) {
    auto sent = transport_.send(request);
    auto answer = co_await within(options_.timeout, std::move(sent), what);
    const auto pause = asked_to_wait(answer.status, answer.headers);
    if (!pause || *pause > longest_wait) co_return answer;
    auto reading = net::read_all(*answer.body, error_limit);  // so that the connection can be used again
    co_await within(options_.timeout, std::move(reading), what);
    co_await sleep_for(*pause);
  }
  auto sent = transport_.send(std::move(request));
  co_return co_await within(options_.timeout, std::move(sent), what);
}

Task<net::Answer> Client::open(net::Request request) {
  const auto what = request.method + " " + request.target;
  auto answer = co_await patiently(std::move(request), what);
  if (answer.status == 101 || (answer.status >= 200 && answer.status < 300)) co_return answer;
  auto reading = net::read_all(*answer.body, error_limit);
  const auto body = co_await within(options_.timeout, std::move(reading), what);
  throw error_of(answer.status, body);
}

Task<json::Value> Client::send_json(net::Request request) {
  const auto what = request.method + " " + request.target;
  auto opening = open(std::move(request));
  auto answer = co_await std::move(opening);
  auto reading = net::read_all(*answer.body, answer_limit);
  const auto body = co_await within(options_.timeout, std::move(reading), what);
  co_return parse_answer(body);
}

Task<json::Value> Client::call(std::string method, std::string target, std::optional<json::Value> body) {
  auto asked = request(std::move(method), std::move(target));
  if (body) {
    asked.headers.set("Content-Type", "application/json");
    asked.body = json::serialize(*body);
  }
  co_return co_await send_json(std::move(asked));
}

Task<json::Value> Client::get(const Kind& kind, Key key) {
  co_return co_await send_json(request("GET", kind.path(key.ns, key.name)));
}

Task<std::optional<json::Value>> Client::find(const Kind& kind, Key key) {
  try {
    co_return co_await get(kind, key);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
  co_return std::nullopt;
}

Task<std::vector<json::Value>> Client::pages(std::string path, std::vector<std::pair<std::string, std::string>> query,
                                             std::string accept) {
  std::vector<json::Value> out;
  std::string next_page;
  bool paged = true;
  do {
    auto asked = query;
    if (paged) asked.emplace_back("limit", std::to_string(page_size));
    if (!next_page.empty()) {
      // Where to go on says which version it is of; naming one, too, is refused.
      std::erase_if(asked, [](const auto& one) { return one.first == "resourceVersion"; });
      asked.emplace_back("continue", next_page);
    }
    auto page = request("GET", with_query(path, asked));
    page.headers.set("Accept", accept);
    std::optional<Error> failure;
    try {
      out.push_back(co_await send_json(std::move(page)));
    } catch (const Error& error) {
      failure = error;
    }
    if (failure) {
      if (next_page.empty() || !must_list_again(*failure)) throw std::move(*failure);
      out.clear();
      next_page.clear();
      paged = false;
      continue;
    }
    next_page = own_text(out.back(), {"metadata", "continue"});
  } while (out.empty() || !next_page.empty());
  co_return out;
}

Task<List> Client::list(const Kind& kind, Selection selection, std::string from) {
  List out;
  auto query = query_of(selection);
  if (!from.empty()) query.emplace_back("resourceVersion", std::move(from));
  auto answered = pages(kind.path(selection.ns), std::move(query), "application/json");
  for (auto& page : co_await std::move(answered)) {
    out.resource_version = own_text(page, {"metadata", "resourceVersion"});
    auto* items = page.is_object() ? page.get_object().if_contains("items") : nullptr;
    if (!items || !items->is_array()) continue;
    for (auto& item : items->get_array()) {
      if (!item.is_object()) continue;
      item.get_object()["apiVersion"] = kind.api_version();
      item.get_object()["kind"] = kind.kind;
      out.items.push_back(std::move(item));
    }
  }
  co_return out;
}

Task<Watch> Client::watch(const Kind& kind, Selection selection, std::string resource_version) {
  auto query = query_of(selection);
  query.emplace_back("watch", "1");
  query.emplace_back("allowWatchBookmarks", "true");
  query.emplace_back("resourceVersion", std::move(resource_version));
  const auto limit = watch_length();
  query.emplace_back("timeoutSeconds", std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()));
  auto answer = co_await open(request("GET", with_query(kind.path(selection.ns), query)));
  co_return Watch(std::move(answer.body), std::chrono::steady_clock::now() + limit + beyond_watch);
}

Task<json::Value> Client::create(const Kind& kind, std::string ns, json::Value object) {
  auto asked = request("POST", with_query(kind.path(ns), {{"fieldManager", options_.field_manager}}));
  asked.headers.set("Content-Type", "application/json");
  asked.body = json::serialize(object);
  co_return co_await send_json(std::move(asked));
}

Task<std::optional<json::Value>> Client::create_if_absent(const Kind& kind, std::string ns, json::Value object) {
  try {
    co_return co_await create(kind, std::move(ns), std::move(object));
  } catch (const Error& error) {
    if (error.reason() != Reason::already_exists) throw;
  }
  co_return std::nullopt;
}

Task<json::Value> Client::replace(const Kind& kind, Key key, json::Value object, std::string subresource) {
  auto asked =
      request("PUT", with_query(kind.path(key.ns, key.name, subresource), {{"fieldManager", options_.field_manager}}));
  asked.headers.set("Content-Type", "application/json");
  asked.body = json::serialize(object);
  co_return co_await send_json(std::move(asked));
}

Task<json::Value> Client::patch(const Kind& kind, Key key, PatchType type, json::Value patch, PatchOptions options) {
  std::vector<std::pair<std::string, std::string>> query{{"fieldManager", options_.field_manager}};
  if (options.force) query.emplace_back("force", "true");
  if (options.dry_run) query.emplace_back("dryRun", "All");
  auto asked = request("PATCH", with_query(kind.path(key.ns, key.name, options.subresource), query));
  asked.headers.set("Content-Type", std::string(media_type(type)));
  asked.body = json::serialize(patch);
  co_return co_await send_json(std::move(asked));
}

Task<> Client::remove(const Kind& kind, Key key, RemoveOptions options) {
  auto asked = request("DELETE", kind.path(key.ns, key.name));
  asked.headers.set("Content-Type", "application/json");
  asked.body = json::serialize(options_of(options));
  co_await send_json(std::move(asked));
}

Task<bool> Client::remove_if_present(const Kind& kind, Key key, RemoveOptions options) {
  const bool of_one_object = !options.uid.empty();
  try {
    co_await remove(kind, key, std::move(options));
    co_return true;
  } catch (const Error& error) {
    // A uid that does not match is answered with Conflict.
    if (error.reason() != Reason::not_found && !(of_one_object && error.reason() == Reason::conflict)) throw;
  }
  co_return false;
}

}  // namespace coracle::kube
