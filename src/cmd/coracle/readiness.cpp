#include "cmd/coracle/readiness.h"

#include <sys/statvfs.h>

#include "api/kinds.h"
#include "kube/custom_kinds.h"
#include "kube/informer.h"

namespace coracle::cmd {
namespace {

const api::Kind& node_kind() { return api::kind_of(static_cast<const api::core::v1::Node*>(nullptr)); }
const api::Kind& event_kind() { return api::kind_of(static_cast<const api::core::v1::Event*>(nullptr)); }
const api::Kind& kubevirt_kind() { return api::kind_of(static_cast<const api::kubevirt::v1::KubeVirt*>(nullptr)); }

/// The condition of that type, or null.
const json::Value* condition_of(const json::Value& object, std::string_view type) {
  const auto* conditions = json::find(object, {"status", "conditions"});
  if (!conditions || !conditions->is_array()) return nullptr;
  for (const auto& condition : conditions->get_array())
    if (json::text(condition, {"type"}) == type) return &condition;
  return nullptr;
}

std::string because(const json::Value* condition) {
  if (!condition) return {};
  const auto message = json::text(*condition, {"message"});
  return message.empty() ? std::string() : ": " + std::string(message);
}

bool is_true(const json::Value* condition) { return condition && json::text(*condition, {"status"}) == "True"; }
}  // namespace

std::string full_disk(const std::string& folder) {
  constexpr unsigned long long little = 256U << 10U;
  struct statvfs disk {};
  if (::statvfs(folder.c_str(), &disk) != 0) return {};
  if (static_cast<unsigned long long>(disk.f_bavail) * disk.f_frsize >= little) return {};
  return "the disk of " + folder + " is full: nothing can be written";
}

std::string probe_trouble(const std::vector<const json::Value*>& events) {
  const json::Value* newest = nullptr;
  for (const auto* event : events) {
    if (json::text(*event, {"type"}) != "Warning" || json::text(*event, {"involvedObject", "kind"}) != "Pod" ||
        !json::text(*event, {"involvedObject", "name"}).starts_with("node-probe-"))
      continue;
    if (!newest || json::text(*newest, {"lastTimestamp"}) <= json::text(*event, {"lastTimestamp"})) newest = event;
  }
  return newest ? std::string(json::text(*newest, {"message"})) : std::string();
}

std::vector<std::string> missing_for_ready(const json::Value& node, const json::Value& kubevirt,
                                           const std::string& probe) {
  std::vector<std::string> missing;
  if (node.is_null()) {
    missing.emplace_back("the Node is not registered");
  } else {
    const auto* ready = condition_of(node, "Ready");
    if (!is_true(ready)) missing.push_back("the Node is not Ready" + because(ready));
    if (json::text(node, {"metadata", "labels", "kubevirt.io/schedulable"}) != "true")
      missing.push_back("the Node is not schedulable for virtual machines (label kubevirt.io/schedulable)" +
                        (probe.empty() ? std::string() : ": the node's probe: " + probe));
  }
  if (kubevirt.is_null()) {
    missing.emplace_back("KubeVirt is not installed");
  } else if (const auto* available = condition_of(kubevirt, "Available"); !is_true(available)) {
    missing.push_back("KubeVirt is not Available" + because(available));
  }
  return missing;
}

struct Readiness::State {
  State(Loop::Executor run_on, kube::Client& api, const std::string& node_name, Log where)
      : executor(std::move(run_on)),
        client(api),
        log(std::move(where)),
        node(executor, client, node_kind(), {{}, {}, "metadata.name=" + node_name}, {}, log),
        kubevirt(executor, client, kubevirt_kind(), {"kubevirt", {}, {}}, {}, log),
        events(executor, client, event_kind(), {"kubevirt", {}, {}}, {}, log),
        complete(executor) {
    for (auto* informer : {&node, &kubevirt})
      informer->on_change([this](const kube::Cached&, const kube::Cached&) { look(); });
  }

  static json::Value only_of(const kube::Informer& informer) {
    const auto all = informer.all();
    return all.empty() ? json::Value() : all.front()->raw;
  }
  std::vector<std::string> missing() const {
    std::vector<const json::Value*> all;
    const auto held = events.all();
    for (const auto& event : held) all.push_back(&event->raw);
    return missing_for_ready(only_of(node), only_of(kubevirt), probe_trouble(all));
  }
  void look() {
    if (missing().empty())
      complete.set();
    else
      complete.reset();
  }
  Task<> follow_kubevirt() {
    co_await kube::until_served(client, {kubevirt_kind()}, log);
    co_await kubevirt.run();
  }
  Task<> follow_node() { co_await node.run(); }
  Task<> follow_events() { co_await events.run(); }

  Loop::Executor executor;
  kube::Client& client;
  Log log;
  kube::Informer node;
  kube::Informer kubevirt;
  kube::Informer events;  ///< of the product's namespace
  Event complete;
};

Readiness::Readiness(Loop::Executor executor, kube::Client& client, std::string node, Log log)
    : state_(std::make_shared<State>(std::move(executor), client, node, std::move(log))) {}
Readiness::~Readiness() = default;

std::vector<std::string> Readiness::missing() const { return state_->missing(); }

Task<> Readiness::ready() {
  const auto state = state_;
  co_await state->complete.wait();
}

Task<> Readiness::run() {
  const auto state = state_;
  Scope scope(state->executor);
  scope.spawn(state->follow_node(), "node");
  scope.spawn(state->follow_kubevirt(), "kubevirt");
  scope.spawn(state->follow_events(), "events");
  std::exception_ptr ending;
  try {
    Event never(state->executor);
    co_await never.wait();
  } catch (...) {
    ending = std::current_exception();
  }
  co_await uncancellable();
  co_await scope.cancel_and_join();
  std::rethrow_exception(ending);
}

}  // namespace coracle::cmd
