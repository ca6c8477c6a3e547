#include "cluster/nodes/lifecycle.h"

#include "cluster/nodes/plan.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
constexpr auto lease_namespace = "kube-node-lease";
}  // namespace

NodeLifecycle::NodeLifecycle(Loop::Executor executor, kube::Client& client, kube::Informer& nodes,
                             kube::Informer& leases, const Clock& clock, Log log)
    : nodes_(nodes),
      leases_(leases),
      clock_(clock),
      writer_(client, nodes),
      controller_(std::move(executor), *this, {.name = "node lifecycle"}, std::move(log)) {
  controller_.watch_self(nodes_);
  controller_.watch(leases_, [](const kube::CachedObject& lease) -> std::vector<kube::Key> {
    return {{"", lease.key.name}};
  });
  controller_.reads_own(writer_.log());
}

Task<kube::Next> NodeLifecycle::reconcile(kube::Key key) {
  const kube::Seen<Node> node(nodes_.find(key));
  if (!node) {
    heard_.erase(key.name);
    co_return kube::Next::done();
  }
  const auto lease = leases_.find({lease_namespace, key.name});
  const std::string renewal(lease ? json::text(lease->raw, {"spec", "renewTime"}) : "");
  const auto now = clock_.steady();
  auto [heard, is_new] = heard_.try_emplace(key.name, Heard{renewal, now});
  if (!is_new && heard->second.renewal != renewal) heard->second = {renewal, now};
  const auto silence = now - heard->second.when;
  const bool silent = silence >= node_silence_limit;
  auto after = planned(*node, silent, clock_.now());
  const bool other_taints = after.spec.taints != node->spec.taints;
  auto tainted = *node;
  tainted.spec.taints = after.spec.taints;
  if (other_taints) co_await writer_.patch(node, std::move(tainted));
  if (after.status.conditions != node->status.conditions) {
    after.spec.taints = node->spec.taints;
    // The taints moved the object on: the conditions are set when it has come back.
    if (other_taints) co_return kube::Next::after(std::chrono::milliseconds(1));
    co_await writer_.patch_status(node, std::move(after));
  }
  co_return silent ? kube::Next::done() : kube::Next::after(node_silence_limit - silence);
}

}  // namespace coracle::cluster
