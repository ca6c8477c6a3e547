#include "virt/handler/node/node_keeper.h"

#include "api/kinds.h"
#include "base/random.h"

namespace coracle::virt::handler {
using namespace std::chrono_literals;

namespace node_keeping {
namespace {

/// 60 to 130 s, so that the nodes of a cluster do not come in step.
Duration until_heartbeat() {
  const auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
  return 60s + 70s * byte / 255;
}

const api::Kind& node_kind() { return api::kind_of(static_cast<const api::core::v1::Node*>(nullptr)); }

}  // namespace
}  // namespace node_keeping

NodeKeeper::NodeKeeper(Loop::Executor executor, kube::Client& client, kube::Informer& nodes, std::string node,
                       const Clock& clock, Log log)
    : client_(client),
      nodes_(nodes),
      informer_(nodes),
      name_(std::move(node)),
      clock_(clock),
      log_(log.part("node")),
      wake_(executor),
      schedulable_(executor) {
  nodes.on_change([this](const kube::Cached&, const kube::Cached&) { wake_.set(); });
}

void NodeKeeper::want(const std::function<void(NodeState&)>& change) {
  change(wanted_);
  wake_.set();
}

kube::Seen<api::core::v1::Node> NodeKeeper::node() const { return nodes_.find({"", name_}); }

Task<> NodeKeeper::write(bool heartbeat) {
  const auto seen = node();
  if (!seen) co_return;  // its appearance wakes us
  auto wanted = wanted_;
  if (heartbeat) wanted.heartbeat = clock_.now();
  auto patch = node_patch(*seen, wanted);
  if (!patch.empty())
    co_await client_.patch(node_keeping::node_kind(), {"", name_}, kube::PatchType::merge, std::move(patch));
  if (wanted.schedulable && wanted.labels) schedulable_.set();
}

Task<> NodeKeeper::run() {
  co_await informer_.synced();
  bool heartbeat = true;
  auto next_heartbeat = clock_.steady() + node_keeping::until_heartbeat();
  while (true) {
    wake_.reset();
    std::optional<Error> failure;
    const bool there = static_cast<bool>(node());
    try {
      co_await write(heartbeat);
    } catch (const Error& error) {
      failure = error;
    }
    if (failure) {
      log_.warning("the Node could not be written, trying again", {{"error", failure->what()}});
      co_await sleep_for(1s);
      continue;
    }
    if (there && heartbeat) {
      heartbeat = false;
      next_heartbeat = clock_.steady() + node_keeping::until_heartbeat();
    }
    const auto left = std::max<Duration>(next_heartbeat - clock_.steady(), Duration::zero());
    if (!co_await wake_.wait_for(left)) heartbeat = true;
  }
}

Task<> NodeKeeper::say_goodbye() {
  wanted_.schedulable = false;
  co_await write(false);
}

Task<> NodeKeeper::schedulable() {
  while (!schedulable_.is_set()) co_await schedulable_.wait();
}

}  // namespace coracle::virt::handler
