#include "node/registration/registrar.h"

#include "api/coordination/v1/lease.h"
#include "api/kinds.h"
#include "node/status_patch.h"

namespace coracle::node {
namespace {
using namespace std::chrono_literals;
namespace v1 = api::core::v1;
using api::coordination::v1::Lease;

constexpr auto look_period = 10s;
constexpr auto report_period = 5min;
constexpr auto retry_delay = 1s;
constexpr std::int32_t lease_seconds = 40;
constexpr const char* lease_namespace = "kube-node-lease";

const kube::Kind& node_kind() { return api::kind_of(static_cast<const v1::Node*>(nullptr)); }
const kube::Kind& lease_kind() { return api::kind_of(static_cast<const Lease*>(nullptr)); }

/// Its object alone, without what the server manages.
json::Value node_metadata_patch(const v1::Node& before, const v1::Node& after) {
  json::Object labels;
  for (const auto& [name, value] : after.metadata.labels) {
    const auto was = before.metadata.labels.find(name);
    if (was == before.metadata.labels.end() || was->second != value) labels[name] = value;
  }
  if (labels.empty()) return nullptr;
  return json::Object{{"metadata", json::Object{{"labels", std::move(labels)}}}};
}
}  // namespace

struct Registrar::Impl {
  Impl(Loop::Executor executor, kube::Client& api, Facts ask, Log where)
      : client(api),
        facts(std::move(ask)),
        log(std::move(where)),
        woken(executor),
        is_ready(executor),
        is_registered(executor),
        scope(executor) {}

  kube::Client& client;
  Facts facts;
  Log log;
  Event woken;
  Event is_ready;
  Event is_registered;
  Scope scope;
  v1::Node node;
  SteadyTime reported{};
  bool farewell = false;
  std::function<void(const v1::Node&)> written;

  Task<v1::Node> current(const NodeFacts& now) {
    const kube::Key key{"", now.name};
    auto found = co_await client.find(node_kind(), key);
    if (!found) {
      auto fresh = planned_node({}, now, std::chrono::system_clock::now());
      auto object = schema::encode(fresh);
      found = co_await client.create_if_absent(node_kind(), "", std::move(object));
      if (!found) found = co_await client.get(node_kind(), key);
      log.info("node registered", {{"node", now.name}});
    }
    co_return schema::decoded<v1::Node>(*found);
  }

  Task<> write(NodeFacts now) {
    const auto before = co_await current(now);
    auto after = planned_node(before, now, std::chrono::system_clock::now());
    const auto steady = std::chrono::steady_clock::now();
    const kube::Key key{"", now.name};
    if (!differs_in_more_than_heartbeats(before, after) && steady - reported < report_period) {
      remember(before);
      co_return;
    }
    auto metadata = node_metadata_patch(before, after);
    if (!metadata.is_null()) co_await client.patch(node_kind(), key, kube::PatchType::strategic, std::move(metadata));
    auto status = status_patch(schema::encode(before.status), schema::encode(after.status),
                               {{"conditions", "type", true}, {"addresses", "type", false}});
    if (!status.empty()) {
      json::Object patch{{"status", std::move(status)}};
      kube::PatchOptions options;
      options.subresource = "status";
      auto answer = co_await client.patch(node_kind(), key, kube::PatchType::strategic, std::move(patch), options);
      after = schema::decoded<v1::Node>(answer);
    }
    reported = steady;
    remember(std::move(after));
  }

  void remember(v1::Node now) {
    node = std::move(now);
    is_registered.set();
    for (const auto& condition : node.status.conditions)
      if (condition.type == "Ready" && condition.status == "True") is_ready.set();
    if (written) written(node);
  }

  Task<> refresh() {
    if (!is_registered.is_set()) co_return;
    const kube::Key key{"", node.metadata.name};
    const auto now = co_await client.find(node_kind(), key);
    if (now) remember(schema::decoded<v1::Node>(*now));
  }

  Task<> renew_lease() {
    const auto& name = node.metadata.name;
    const kube::Key key{lease_namespace, name};
    const auto time = format_micro_time(std::chrono::system_clock::now());
    auto found = co_await client.find(lease_kind(), key);
    if (found) {
      json::Object spec{{"renewTime", time}, {"holderIdentity", name}};
      json::Object patch{{"spec", std::move(spec)}};
      co_await client.patch(lease_kind(), key, kube::PatchType::merge, std::move(patch));
      co_return;
    }
    Lease lease;
    lease.metadata.name = name;
    lease.metadata.namespace_ = lease_namespace;
    api::meta::v1::OwnerReference owner;
    owner.api_version = "v1";
    owner.kind = "Node";
    owner.name = name;
    owner.uid = node.metadata.uid;
    lease.metadata.owner_references.push_back(owner);
    lease.spec.holder_identity = name;
    lease.spec.lease_duration_seconds = lease_seconds;
    lease.spec.renew_time.text = time;
    auto object = schema::encode(lease);
    co_await client.create_if_absent(lease_kind(), lease_namespace, std::move(object));
  }

  Task<> keep_lease() {
    co_await is_registered.wait();
    while (true) {
      std::string failure;
      try {
        co_await renew_lease();
      } catch (const Error& error) {
        failure = error.what();
      }
      if (!failure.empty()) log.warning("the node's lease cannot be renewed", {{"error", failure}});
      co_await sleep_for(failure.empty() ? Duration(look_period) : Duration(retry_delay));
    }
  }

  Task<> keep_node() {
    while (!farewell) {
      woken.reset();
      std::string failure;
      bool ready = true;
      try {
        auto now = co_await facts();
        ready = now.not_ready.empty();
        co_await write(std::move(now));
      } catch (const Error& error) {
        failure = error.what();
      }
      if (!failure.empty()) log.warning("the node cannot be written", {{"error", failure}});
      // No pods are sent to a node that is not ready: that it is again is told soon.
      co_await woken.wait_for(failure.empty() && ready ? Duration(look_period) : Duration(retry_delay));
    }
  }
};

Registrar::Registrar(Loop::Executor executor, kube::Client& client, Facts facts, Log log)
    : impl_(std::make_unique<Impl>(std::move(executor), client, std::move(facts), std::move(log))) {}
Registrar::~Registrar() = default;

Task<> Registrar::run() {
  auto& my = *impl_;
  my.scope.spawn(my.keep_lease(), "node lease");
  std::exception_ptr ended;
  try {
    co_await my.keep_node();
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  co_await my.scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

void Registrar::wake() { impl_->woken.set(); }
Task<> Registrar::ready() { co_await impl_->is_ready.wait(); }
Task<> Registrar::refresh() { return impl_->refresh(); }
const v1::Node& Registrar::node() const { return impl_->node; }
void Registrar::on_written(std::function<void(const v1::Node&)> callback) { impl_->written = std::move(callback); }

Task<> Registrar::say_farewell(std::string message) {
  auto& my = *impl_;
  my.farewell = true;
  my.woken.set();
  auto now = co_await my.facts();
  now.not_ready = std::move(message);
  co_await my.write(std::move(now));
}

}  // namespace coracle::node
