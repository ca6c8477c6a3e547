#include "cluster/scheduler/scheduler.h"

#include <fmt/core.h>

#include "api/core/v1/namespace.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Namespace;
using api::core::v1::Node;
using api::core::v1::Pod;

constexpr auto by_node = "node";
constexpr auto condition_type = "PodScheduled";

/// What of a node decides where pods go; heartbeats and addresses do not.
bool same_offer(const Node& a, const Node& b) {
  return a.spec == b.spec && a.metadata.labels == b.metadata.labels && a.status.allocatable == b.status.allocatable;
}

bool same_wishes(const Pod& a, const Pod& b) {
  return a.metadata.generation == b.metadata.generation && a.metadata.labels == b.metadata.labels &&
         a.metadata.uid == b.metadata.uid && a.spec.scheduling_gates == b.spec.scheduling_gates;
}

json::Value binding_of(const Pod& pod, const std::string& node) {
  return json::Object{
      {"apiVersion", "v1"},
      {"kind", "Binding"},
      {"metadata",
       json::Object{{"name", pod.metadata.name}, {"namespace", pod.metadata.namespace_}, {"uid", pod.metadata.uid}}},
      {"target", json::Object{{"kind", "Node"}, {"name", node}}}};
}
}  // namespace

bool has_ended(const Pod& pod) { return pod.status.phase == "Succeeded" || pod.status.phase == "Failed"; }

bool wants_node(const Pod& pod) {
  return pod.spec.node_name.empty() && pod.spec.scheduler_name == "default-scheduler" &&
         pod.metadata.deletion_timestamp.empty() && !has_ended(pod);
}

/// A view and the objects that it shows.
struct Scheduler::Held {
  std::vector<SeenNode> nodes;
  std::vector<SeenPod> pods;
  ClusterView view;
};

Scheduler::Scheduler(Loop::Executor executor, Parts parts, Log log)
    : parts_(parts), log_(std::move(log)), executor_(executor), queue_(std::move(executor)) {
  parts_.pods.add_index(by_node, [](const kube::CachedObject& pod) -> std::vector<std::string> {
    const auto node = json::text(pod.raw, {"spec", "nodeName"});
    if (node.empty()) return {};
    return {std::string(node)};
  });
  parts_.pods.on_change([this](const auto& before, const auto& after) { pod_changed(before, after); });
  parts_.nodes.on_change([this](const auto& before, const auto& after) { node_changed(before, after); });
}

void Scheduler::pod_changed(const kube::Cached& before, const kube::Cached& after) {
  const SeenPod was(before), is(after);
  const auto& any = after ? after : before;
  if (!is || !is->spec.node_name.empty()) assumed_.erase(any->uid);
  if (!is) {
    unschedulable_.erase(any->key);
    if (!was->spec.node_name.empty()) look_again();
    return;
  }
  if (wants_node(*is)) {
    if (!was || !same_wishes(*was, *is) || !wants_node(*was)) queue_.add(is.key());
    return;
  }
  // A place was taken or became free, or someone came whom others want to be near.
  if (!was || was->spec.node_name != is->spec.node_name || has_ended(*was) != has_ended(*is) ||
      was->metadata.labels != is->metadata.labels)
    look_again();
}

void Scheduler::node_changed(const kube::Cached& before, const kube::Cached& after) {
  const SeenNode was(before), is(after);
  if (!was || !is || !same_offer(*was, *is)) look_again();
}

void Scheduler::look_again() {
  for (const auto& key : unschedulable_) queue_.add(key);
  unschedulable_.clear();
}

void Scheduler::fill(Held& held) const {
  const kube::Lister<Pod> pods(parts_.pods);
  held.nodes = kube::Lister<Node>(parts_.nodes).all();
  for (const auto& node : held.nodes) {
    NodeView view{&*node, {}};
    for (auto& pod : pods.by_index(by_node, node->metadata.name)) {
      if (has_ended(*pod)) continue;
      view.pods.push_back(&*pod);
      held.pods.push_back(std::move(pod));
    }
    for (const auto& [_, assumed] : assumed_)
      if (assumed.node == node->metadata.name) view.pods.push_back(&*assumed.pod);
    held.view.nodes.push_back(std::move(view));
  }
  held.view.namespace_labels = [&namespaces = parts_.namespaces](const std::string& ns) -> const LabelMap* {
    const kube::Seen<Namespace> found(namespaces.find({"", ns}));
    return found ? &found->metadata.labels : nullptr;
  };
}

Task<> Scheduler::run() {
  for (auto* informer : {&parts_.pods, &parts_.nodes, &parts_.namespaces}) co_await informer->synced();
  Scope scope(executor_, [this](const std::string& name, std::exception_ptr error) {
    log_.error("a part of the scheduler ended", {{"part", name}, {"error", describe(error)}});
  });
  scope_ = &scope;
  scope.spawn(queue_.run_timers(), "timers");
  std::exception_ptr ended;
  try {
    co_await work();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  scope_ = nullptr;
  co_await scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

Task<> Scheduler::work() {
  while (true) {
    const auto key = co_await queue_.next();
    std::optional<Error> failure;
    std::exception_ptr ended;
    try {
      co_await place(key);
    } catch (const Error& error) {
      failure = error;
    } catch (...) {
      ended = std::current_exception();
    }
    queue_.done(key);
    if (ended) std::rethrow_exception(ended);
    if (!failure) continue;
    log_.warning("cannot schedule a pod, trying again", {{"pod", key.text()}, {"error", failure->what()}});
    queue_.add_failed(key);
  }
}

Task<> Scheduler::place(kube::Key key) {
  const SeenPod pod(parts_.pods.find(key));
  if (!pod || !wants_node(*pod) || assumed_.contains(pod->metadata.uid)) co_return;
  if (!pod->spec.scheduling_gates.empty()) {
    co_await say_unschedulable(pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates");
    co_return;
  }
  Held held;
  fill(held);
  const auto decided = choose_node(*pod, held.view);
  if (decided.node == nullptr) {
    unschedulable_.insert(key);  // first: what changes meanwhile must wake it
    co_await say_unschedulable(pod, "Unschedulable", decided.message);
    co_return;
  }
  const auto node = decided.node->metadata.name;
  assumed_[pod->metadata.uid] = {pod, node};
  scope_->spawn(bind(pod, node), "bind " + key.text());
}

Task<> Scheduler::bind(SeenPod pod, std::string node) {
  const auto key = pod.key();
  const auto& kind = api::kind_of(static_cast<const Pod*>(nullptr));
  std::optional<Error> failure;
  try {
    co_await parts_.client.call("POST", kind.path(key.ns, key.name, "binding"), binding_of(*pod, node));
  } catch (const Error& error) {
    failure = error;
  }
  if (!failure) {
    queue_.forget(key);
    parts_.events.record(kube::event_subject(pod.cached().raw), "Normal", "Scheduled",
                         fmt::format("Successfully assigned {} to {}", key.text(), node));
    co_return;
  }
  assumed_.erase(pod->metadata.uid);
  look_again();  // its place is free
  // Gone, or placed by someone else: the watch tells.
  if (failure->reason() == Reason::not_found || failure->reason() == Reason::conflict) co_return;
  log_.warning("cannot bind a pod, trying again", {{"pod", key.text()}, {"error", failure->what()}});
  queue_.add_failed(key);
}

Task<> Scheduler::say_unschedulable(SeenPod pod, std::string reason, std::string message) {
  for (const auto& condition : pod->status.conditions)
    if (condition.type == condition_type && condition.status == "False" && condition.reason == reason &&
        condition.message == message)
      co_return;
  if (reason == "Unschedulable")
    parts_.events.record(kube::event_subject(pod.cached().raw), "Warning", "FailedScheduling", message);
  json::Object condition{{"type", condition_type}, {"status", "False"}, {"reason", reason}, {"message", message}};
  bool was_false = false;
  for (const auto& known : pod->status.conditions)
    was_false = was_false || (known.type == condition_type && known.status == "False");
  if (!was_false) condition["lastTransitionTime"] = format_time(std::chrono::system_clock::now());
  // The uid makes sure that it is this very pod.
  json::Value patch = json::Object{{"metadata", json::Object{{"uid", pod->metadata.uid}}},
                                   {"status", json::Object{{"conditions", json::Array{std::move(condition)}}}}};
  const auto& kind = api::kind_of(static_cast<const Pod*>(nullptr));
  std::optional<Error> failure;
  try {
    kube::PatchOptions options{.subresource = "status"};
    co_await parts_.client.patch(kind, pod.key(), kube::PatchType::strategic, std::move(patch), std::move(options));
  } catch (const Error& error) {
    failure = error;
  }
  if (failure && failure->reason() != Reason::not_found && failure->reason() != Reason::conflict) throw *failure;
}

}  // namespace coracle::cluster
