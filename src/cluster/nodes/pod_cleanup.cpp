#include "cluster/nodes/pod_cleanup.h"

#include "api/core/v1/node.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
using api::core::v1::Pod;
constexpr auto quarantine = std::chrono::seconds(40);
}  // namespace

PodCleanup::PodCleanup(Loop::Executor executor, kube::Client& client, kube::Informer& pods, kube::Informer& nodes,
                       const Clock& clock, Log log)
    : client_(client),
      pods_(pods),
      nodes_(nodes),
      clock_(clock),
      writer_(client, pods),
      controller_(std::move(executor), *this, {.name = "pod cleanup"}, std::move(log)) {
  controller_.watch_self(pods_);
  controller_.watch(nodes_, [this](const kube::CachedObject& node) {
    std::vector<kube::Key> keys;
    if (nodes_.find(node.key)) return keys;  // its pods are looked after
    for (const auto& pod : pods_.all())
      if (json::text(pod->raw, {"spec", "nodeName"}) == node.key.name) keys.push_back(pod->key);
    return keys;
  });
  controller_.reads_own(writer_.log());
}

Task<kube::Next> PodCleanup::reconcile(kube::Key key) {
  const kube::Seen<Pod> pod(pods_.find(key));
  if (!pod || pod->spec.node_name.empty()) co_return kube::Next::done();
  const auto& name = pod->spec.node_name;
  if (nodes_.find({"", name})) {
    missing_since_.erase(name);
    co_return kube::Next::done();
  }
  const auto now = clock_.steady();
  const auto since = missing_since_.try_emplace(name, now).first->second;
  if (now - since < quarantine) co_return kube::Next::after(quarantine - (now - since));
  const auto live = co_await client_.find(api::kind_of(static_cast<const Node*>(nullptr)), {"", name});
  if (live) co_return kube::Next::after(quarantine);
  co_await end(pod);
  co_return kube::Next::done();
}

Task<> PodCleanup::end(kube::Seen<Pod> pod) {
  if (pod->status.phase != "Succeeded" && pod->status.phase != "Failed") {
    auto failed = *pod;
    failed.status.phase = "Failed";
    failed.status.reason = "NodeLost";
    failed.status.message = "PodGC: node no longer exists";
    co_await writer_.patch_status(pod, std::move(failed));
  }
  kube::RemoveOptions now;
  now.grace_seconds = 0;
  co_await writer_.remove(pod, std::move(now));
}

}  // namespace coracle::cluster
