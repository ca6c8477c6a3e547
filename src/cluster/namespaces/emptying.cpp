#include "cluster/namespaces/emptying.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/names.h"

namespace coracle::cluster {
namespace {
using namespace std::chrono_literals;
using api::core::v1::Namespace;
using api::core::v1::NamespaceCondition;

/// Everything that goes wakes us; this is for kinds that cannot be watched.
constexpr auto look_again_after = 15s;
constexpr auto read_limit = 60s;
constexpr std::size_t largest_answer = 512U << 20U;

bool is_going(const Namespace& ns) {
  return !ns.metadata.deletion_timestamp.empty() &&
         std::ranges::find(ns.spec.finalizers, api::names::namespace_finalizer) != ns.spec.finalizers.end();
}

bool holds_objects(const ServedKind& kind) {
  return kind.namespaced && kind.allows("list") && kind.allows("delete") && kind.allows("deletecollection") &&
         !(kind.group == "events.k8s.io" && kind.plural == "events");  // the events of the core group once more
}

std::string joined(const std::map<std::string, int>& counts, std::string_view words) {
  std::string out;
  for (const auto& [name, count] : counts)
    out += fmt::format("{}{} {} {} resource instances", out.empty() ? "" : ", ", name, words, count);
  return out;
}

NamespaceCondition condition(std::string type, bool is_true, std::string reason, std::string message) {
  NamespaceCondition out;
  out.type = std::move(type);
  out.status = is_true ? "True" : "False";
  out.reason = std::move(reason);
  out.message = std::move(message);
  return out;
}
}  // namespace

std::vector<NamespaceCondition> deletion_conditions(const std::vector<NamespaceCondition>& before,
                                                    const Remaining& remaining, const std::string& now) {
  const bool some = !remaining.objects.empty();
  const bool held = !remaining.finalizers.empty();
  const bool failed = !remaining.failure.empty();
  std::vector<NamespaceCondition> out{
      condition("NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
                "All resources successfully discovered"),
      condition("NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
                "All legacy kube types successfully parsed"),
      condition("NamespaceDeletionContentFailure", failed, failed ? "ContentDeletionFailed" : "ContentDeleted",
                failed ? "Failed to delete all resource types, 1 remaining: " + remaining.failure
                       : "All content successfully deleted, may be waiting on finalization"),
      condition("NamespaceContentRemaining", some, some ? "SomeResourcesRemain" : "ContentRemoved",
                some ? "Some resources are remaining: " + joined(remaining.objects, "has")
                     : "All content successfully removed"),
      condition("NamespaceFinalizersRemaining", held, held ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
                held ? "Some content in the namespace has finalizers remaining: " + joined(remaining.finalizers, "in")
                     : "All content-preserving finalizers finished")};
  for (auto& one : out) {
    const auto known = std::ranges::find(before, one.type, &NamespaceCondition::type);
    const bool same = known != before.end() && known->status == one.status;
    one.last_transition_time.text = same ? known->last_transition_time.text : now;
  }
  for (const auto& other : before)  // of someone else
    if (std::ranges::find(out, other.type, &NamespaceCondition::type) == out.end()) out.push_back(other);
  return out;
}

bool outlives_pods(const ServedKind& kind) {
  return kind.group.empty() &&
         (kind.plural == "configmaps" || kind.plural == "secrets" || kind.plural == "serviceaccounts");
}

NamespaceEmptying::NamespaceEmptying(Loop::Executor executor, kube::Client& client, kube::Informer& namespaces,
                                     Discovery& discovery, Log log)
    : client_(client),
      namespaces_(namespaces),
      writer_(client, namespaces),
      discovery_(discovery),
      controller_(std::move(executor), *this, {.name = "namespace deletion"}, std::move(log)) {
  controller_.watch_self(namespaces_);
  controller_.reads_own(writer_.log());
}

void NamespaceEmptying::object_gone(const std::string& ns) {
  const kube::Seen<Namespace> found(namespaces_.find({"", ns}));
  if (found && is_going(*found)) controller_.queue().add({"", ns});
}

Task<> NamespaceEmptying::count(std::string ns, ServedPtr kind, Remaining& remaining) {
  net::Request request;
  request.target = kind->view().path(ns);
  request.headers.set("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
  auto answer = co_await client_.open(std::move(request));
  auto reading = net::read_all(*answer.body, largest_answer);
  const auto text = co_await within(read_limit, std::move(reading), "count what is left");
  const auto list = json::parse(text, {.bytes = text.size(), .depth = 200}).take();
  const auto* items = json::find(list, {"items"});
  if (items == nullptr || !items->is_array() || items->get_array().empty()) co_return;
  remaining.objects[kind->plural + "." + kind->group] = static_cast<int>(items->get_array().size());
  for (const auto& item : items->get_array())
    if (const auto* finalizers = json::find(item, {"metadata", "finalizers"}); finalizers && finalizers->is_array())
      for (const auto& one : finalizers->get_array())
        if (one.is_string()) ++remaining.finalizers[std::string(one.get_string())];
}

Task<> NamespaceEmptying::empty(std::string ns, ServedPtr kind, Remaining& remaining) {
  std::optional<Error> failure;
  try {
    co_await client_.call("DELETE", kind->view().path(ns) + "?propagationPolicy=Background");
    co_await count(ns, kind, remaining);
  } catch (const Error& error) {
    failure = error;
  }
  if (failure && failure->reason() != Reason::not_found)
    remaining.failure = fmt::format("{}: {}", kind->plural, failure->message());
}

Task<> NamespaceEmptying::finish(std::string ns) {
  const auto& kind = api::kind_of(static_cast<const Namespace*>(nullptr));
  auto live = co_await client_.find(kind, {"", ns});
  if (!live || json::text(*live, {"metadata", "deletionTimestamp"}).empty()) co_return;
  json::Array left;
  if (const auto* finalizers = json::find(*live, {"spec", "finalizers"}); finalizers && finalizers->is_array())
    for (const auto& one : finalizers->get_array())
      if (!one.is_string() || one.get_string() != api::names::namespace_finalizer) left.push_back(one);
  json::at_path(*live, {"spec", "finalizers"}) = std::move(left);
  co_await client_.replace(kind, {"", ns}, std::move(*live), "finalize");
}

Task<kube::Next> NamespaceEmptying::reconcile(kube::Key key) {
  const kube::Seen<Namespace> found(namespaces_.find(key));
  const auto served = discovery_.current();
  if (!found || !is_going(*found)) co_return kube::Next::done();
  if (!served) co_return kube::Next::after(1s);
  Remaining remaining;
  for (const auto& kind : served->preferred)
    if (holds_objects(*kind) && !outlives_pods(*kind)) co_await empty(key.name, kind, remaining);
  const bool pods_left = remaining.objects.contains("pods.");
  for (const auto& kind : served->preferred) {
    if (!holds_objects(*kind) || !outlives_pods(*kind)) continue;
    if (pods_left)
      co_await count(key.name, kind, remaining);
    else
      co_await empty(key.name, kind, remaining);
  }
  if (remaining.empty()) {
    co_await finish(key.name);
    co_return kube::Next::done();
  }
  auto after = *found;
  after.status.conditions =
      deletion_conditions(found->status.conditions, remaining, format_time(std::chrono::system_clock::now()));
  co_await writer_.patch_status(found, std::move(after));
  co_return kube::Next::after(look_again_after);
}

}  // namespace coracle::cluster
