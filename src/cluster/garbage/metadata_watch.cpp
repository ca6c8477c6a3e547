#include "cluster/garbage/metadata_watch.h"

#include "cluster/garbage/metadata_scan.h"
#include "kube/patience.h"

namespace coracle::cluster::garbage {
namespace {
using namespace std::chrono_literals;

constexpr auto one_accepted = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
constexpr auto list_accepted = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
constexpr std::size_t largest_list = 512U << 20U;
constexpr std::size_t longest_line = 16U << 20U;
constexpr auto read_limit = 60s;
constexpr auto beyond_watch = 30s;  // time for the server to end a watch first

net::Request metadata_request(std::string target, const char* accept) {
  net::Request request;
  request.target = std::move(target);
  request.headers.set("Accept", accept);
  request.headers.set("User-Agent", "coracle");
  return request;
}

Task<json::Value> ask(kube::Client& client, net::Request request) {
  const auto what = "GET " + request.target;
  auto answer = co_await client.open(std::move(request));
  auto reading = net::read_all(*answer.body, largest_list);
  const auto text = co_await within(read_limit, std::move(reading), what);
  co_return json::parse(text, {.bytes = text.size(), .depth = 200}).take();
}
}  // namespace

Task<std::optional<json::Value>> live_metadata(kube::Client& client, ServedPtr kind, std::string ns, std::string name) {
  try {
    co_return co_await ask(client, metadata_request(kind->view().path(ns, name), one_accepted));
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
  co_return std::nullopt;
}

MetadataWatch::MetadataWatch(kube::Client& client, ServedPtr kind, const Handlers& handlers, Log log)
    : client_(client), kind_(std::move(kind)), handlers_(handlers), log_(std::move(log)) {}

void MetadataWatch::put(const json::Value& object) {
  const auto uid = json::text(object, {"metadata", "uid"});
  if (uid.empty()) return;
  present_.insert(identity_of(kind_->kind, json::text(object, {"metadata", "namespace"}),
                              json::text(object, {"metadata", "name"}), uid));
  handlers_.put(kind_, object);
}

void MetadataWatch::gone(std::string_view ns, std::string_view name, std::string_view uid) {
  const auto identity = identity_of(kind_->kind, ns, name, uid);
  if (present_.erase(identity) != 0) handlers_.gone(std::string(ns), identity, std::string(uid));
}

void MetadataWatch::forget() {
  const auto all = std::exchange(present_, {});
  if (!all.empty()) handlers_.all_gone(all);
}

Task<> MetadataWatch::list() {
  std::vector<std::pair<std::string, std::string>> query;
  if (!list_from_.empty()) query.emplace_back("resourceVersion", list_from_);
  const auto pages = co_await client_.pages(kind_->view().path(""), std::move(query), list_accepted);
  auto missing = std::exchange(present_, {});
  for (const auto& page : pages) {
    const auto* items = json::find(page, {"items"});
    if (items == nullptr || !items->is_array()) continue;
    for (const auto& item : items->get_array()) put(item);
  }
  for (const auto identity : present_) missing.erase(identity);
  if (!missing.empty()) handlers_.all_gone(missing);
  version_ = json::text(pages.back(), {"metadata", "resourceVersion"});
  if (!std::exchange(read_, true)) handlers_.read();
}

/// Most events speak of objects of which nothing need be known, by the thousand a second: those are not parsed.
void MetadataWatch::take(std::string_view line) {
  const auto event = scan_event(line);
  if (!event || event->type == "ERROR") return take_parsed(line);
  const auto& metadata = event->metadata;
  if (!metadata.version.empty()) version_ = metadata.version;
  if (event->type == "DELETED") return gone(metadata.ns, metadata.name, metadata.uid);
  if (event->type == "BOOKMARK" || metadata.uid.empty()) return;
  if (!metadata.is_plain()) return take_parsed(line);
  const auto identity = identity_of(kind_->kind, metadata.ns, metadata.name, metadata.uid);
  present_.insert(identity);
  handlers_.put_plain(identity, std::string(metadata.uid));
}

void MetadataWatch::take_parsed(std::string_view line) {
  const auto event = json::parse(line, {.bytes = line.size(), .depth = 200}).take();
  const auto* object = json::find(event, {"object"});
  if (object == nullptr) throw Error(Reason::internal_error, "a watch event without an object");
  const auto type = json::text(event, {"type"});
  if (type == "ERROR") {
    const auto* code = json::find(*object, {"code"});
    throw kube::error_of(code && code->is_int64() ? static_cast<int>(code->get_int64()) : 500,
                         json::serialize(*object));
  }
  const auto version = json::text(*object, {"metadata", "resourceVersion"});
  if (!version.empty()) version_ = version;
  if (type == "DELETED")
    gone(json::text(*object, {"metadata", "namespace"}), json::text(*object, {"metadata", "name"}),
         json::text(*object, {"metadata", "uid"}));
  else if (type != "BOOKMARK")
    put(*object);
}

Task<> MetadataWatch::watch() {
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(kube::watch_length());
  auto target = kind_->view().path("") + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + version_ +
                "&timeoutSeconds=" + std::to_string(limit.count());
  auto answer = co_await client_.open(metadata_request(std::move(target), one_accepted));
  watching_since_ = std::chrono::steady_clock::now();
  const auto until = watching_since_ + limit + beyond_watch;
  std::string partial;
  while (true) {
    const Duration left = until - std::chrono::steady_clock::now();
    auto reading = answer.body->next();
    const auto piece = co_await within(left, std::move(reading), "a watch of " + kind_->plural);
    if (piece.empty()) co_return;
    std::string_view rest = piece;
    for (auto end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
      const auto line = rest.substr(0, end);
      rest.remove_prefix(end + 1);
      if (partial.empty()) {
        if (!line.empty()) take(line);
        continue;
      }
      partial += line;
      take(partial);
      partial.clear();
    }
    partial += rest;
    if (partial.size() > longest_line) throw Error(Reason::request_entity_too_large, "a watch event is too large");
  }
}

Task<> MetadataWatch::run() {
  kube::BackOff back_off;
  while (true) {
    std::optional<Error> failure;
    watching_since_ = SteadyTime::max();
    try {
      if (version_.empty()) co_await list();
      co_await watch();
    } catch (const Error& error) {
      failure = error;
    }
    const bool worked = watching_since_ < std::chrono::steady_clock::now() - kube::watch_that_worked;
    if (worked) back_off.reset();
    if (worked && !failure) continue;
    const bool forgotten = failure && kube::must_list_again(*failure);
    if (forgotten) {
      version_.clear();
      list_from_.clear();
    }
    // Not found: a kind that is being withdrawn.
    if (failure && failure->reason() != Reason::not_found && (!forgotten || back_off.failures() > 0))
      log_.warning("list or watch failed, trying again", {{"kind", kind_->plural}, {"error", failure->what()}});
    co_await sleep_for(back_off.next());
  }
}

}  // namespace coracle::cluster::garbage
