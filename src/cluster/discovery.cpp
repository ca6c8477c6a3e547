#include "cluster/discovery.h"

#include <algorithm>
#include <set>

namespace coracle::cluster {
namespace {
using namespace std::chrono_literals;

constexpr auto accepted = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
constexpr std::size_t largest_discovery = 32U << 20U;
constexpr auto ask_limit = 30s;
constexpr auto after_failure = 1s;

const json::Array& list_at(const json::Value& value, std::string_view member) {
  static const json::Array none;
  const auto* found = json::find(value, {member});
  return found != nullptr && found->is_array() ? found->get_array() : none;
}

ServedPtr served_kind(const json::Value& resource, const std::string& group, const std::string& version) {
  auto out = std::make_shared<ServedKind>();
  out->group = group;
  out->version = version;
  out->kind = json::text(resource, {"responseKind", "kind"});
  out->plural = json::text(resource, {"resource"});
  out->namespaced = json::text(resource, {"scope"}) == "Namespaced";
  for (const auto& verb : list_at(resource, "verbs"))
    if (verb.is_string()) out->verbs.emplace_back(verb.get_string());
  return out;
}
}  // namespace

bool ServedKind::allows(std::string_view verb) const { return std::ranges::find(verbs, verb) != verbs.end(); }

ServedPtr ServedKinds::find(const std::string& api_version, const std::string& kind) const {
  const auto found = by_kind.find({api_version, kind});
  return found == by_kind.end() ? nullptr : found->second;
}

void add_served(ServedKinds& kinds, const json::Value& discovery_list) {
  for (const auto& group : list_at(discovery_list, "items")) {
    const std::string name(json::text(group, {"metadata", "name"}));
    std::set<std::string> known;  // versions come in the order of preference
    for (const auto& version : list_at(group, "versions"))
      for (const auto& resource : list_at(version, "resources")) {
        auto served = served_kind(resource, name, std::string(json::text(version, {"version"})));
        if (served->verbs.empty() || served->kind.empty()) continue;  // only there for its subresources
        kinds.by_kind[{served->api_version(), served->kind}] = served;
        if (known.insert(served->plural).second) kinds.preferred.push_back(std::move(served));
      }
  }
}

Discovery::Discovery(Loop::Executor executor, kube::Client& client, Log log)
    : client_(client), log_(log.part("discovery")), changed_(std::move(executor)) {}

Task<std::shared_ptr<const ServedKinds>> Discovery::ask() {
  auto kinds = std::make_shared<ServedKinds>();
  for (const auto* path : {"/api", "/apis"}) {
    net::Request request;
    request.target = path;
    request.headers.set("Accept", accepted);
    auto answer = co_await client_.open(std::move(request));
    auto reading = net::read_all(*answer.body, largest_discovery);
    const auto text = co_await within(ask_limit, std::move(reading), "ask what is served");
    add_served(*kinds, json::parse(text, {.bytes = text.size(), .depth = 100}).take());
  }
  co_return kinds;
}

Task<> Discovery::run() {
  while (true) {
    changed_.reset();
    bool failed = false;
    try {
      current_ = co_await ask();
      for (const auto& callback : callbacks_) callback();
    } catch (const Error& error) {
      log_.warning("cannot ask what is served, trying again", {{"error", error.what()}});
      failed = true;
    }
    if (failed)
      co_await sleep_for(after_failure);
    else
      co_await changed_.wait();
  }
}

}  // namespace coracle::cluster
