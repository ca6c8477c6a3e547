#include "cluster/garbage/metadata_watch.h"

namespace coracle::cluster::garbage {
namespace {
using namespace std::chrono_literals;

constexpr auto one_accepted = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
constexpr auto list_accepted = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
constexpr std::size_t largest_list = 512U << 20U;
constexpr auto read_limit = 60s;
constexpr auto retry_after = 1s;

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
  const std::string uid(json::text(object, {"metadata", "uid"}));
  if (uid.empty()) return;
  uids_.insert(uid);
  handlers_.put(kind_, object);
}

void MetadataWatch::gone(const std::string& uid) {
  if (uids_.erase(uid) != 0) handlers_.gone(kind_, uid);
}

void MetadataWatch::forget() {
  const auto all = std::exchange(uids_, {});
  for (const auto& uid : all) handlers_.gone(kind_, uid);
}

Task<> MetadataWatch::list() {
  const auto list = co_await ask(client_, metadata_request(kind_->view().path(""), list_accepted));
  std::set<std::string> present;
  const auto* items = json::find(list, {"items"});
  if (items != nullptr && items->is_array())
    for (const auto& item : items->get_array()) {
      present.emplace(json::text(item, {"metadata", "uid"}));
      put(item);
    }
  const auto before = uids_;
  for (const auto& uid : before)
    if (!present.contains(uid)) gone(uid);
  version_ = json::text(list, {"metadata", "resourceVersion"});
  if (!std::exchange(read_, true)) handlers_.read();
}

Task<> MetadataWatch::watch() {
  auto target = kind_->view().path("") + "?watch=1&allowWatchBookmarks=true&resourceVersion=" + version_;
  auto answer = co_await client_.open(metadata_request(std::move(target), one_accepted));
  kube::Watch events(std::move(answer.body));
  while (auto event = co_await events.next()) {
    const auto version = json::text(event->object, {"metadata", "resourceVersion"});
    if (!version.empty()) version_ = version;
    if (event->type == kube::WatchEvent::Type::bookmark) continue;
    if (event->type == kube::WatchEvent::Type::deleted)
      gone(std::string(json::text(event->object, {"metadata", "uid"})));
    else
      put(event->object);
  }
}

Task<> MetadataWatch::run() {
  while (true) {
    std::optional<Error> failure;
    try {
      if (version_.empty()) co_await list();
      co_await watch();
    } catch (const Error& error) {
      failure = error;
    }
    if (failure && (failure->reason() == Reason::expired || failure->reason() == Reason::gone)) {
      version_.clear();
      continue;
    }
    if (failure && failure->reason() != Reason::not_found)  // a kind that is being withdrawn
      log_.warning("list or watch failed, trying again", {{"kind", kind_->plural}, {"error", failure->what()}});
    co_await sleep_for(retry_after);
  }
}

}  // namespace coracle::cluster::garbage
