#include "node/volumes/sources.h"

#include "api/core/v1/config_map.h"
#include "api/core/v1/secret.h"

namespace coracle::node::volumes {
namespace {
constexpr auto source_limit = std::chrono::seconds(30);
}

struct Sources::Watched {
  Watched(Loop::Executor executor, std::unique_ptr<kube::Informer> made) : informer(std::move(made)), scope(executor) {}
  std::unique_ptr<kube::Informer> informer;
  Scope scope;
  std::set<std::string> uids;
};

Sources::Sources(Loop::Executor executor, kube::Client& client, OnChange on_change, Log log)
    : executor_(executor), client_(client), on_change_(std::move(on_change)), log_(std::move(log)), ending_(executor) {}
Sources::~Sources() = default;

std::shared_ptr<Sources::Watched> Sources::watch(const SourceKey& source) {
  auto& place = watched_[source];
  if (place) return place;
  kube::Selection selection{source.key.ns, "", "metadata.name=" + source.key.name};
  place = std::make_shared<Watched>(
      executor_, source.secret
                     ? kube::make_informer<api::core::v1::Secret>(executor_, client_, std::move(selection), log_)
                     : kube::make_informer<api::core::v1::ConfigMap>(executor_, client_, std::move(selection), log_));
  auto* raw = place.get();
  place->informer->on_change([this, raw](const kube::Cached&, const kube::Cached&) {
    // The first list is what the first asker waits for; no news to it.
    if (raw->informer->has_synced() && !raw->uids.empty()) on_change_(raw->uids);
  });
  place->scope.spawn(place->informer->run(), "watch " + source.key.text());
  return place;
}

Task<kube::Cached> Sources::get(SourceKey source, std::string uid) {
  if (stopped_) throw Error(Reason::service_unavailable, "volumes are not followed any more");
  const auto watched = watch(source);
  watched->uids.insert(std::move(uid));
  if (watched->informer->has_synced())
    co_await within(source_limit, watched->informer->refresh(), "list " + source.key.text());
  else
    co_await within(source_limit, watched->informer->synced(), "list " + source.key.text());
  co_return watched->informer->find(source.key);
}

kube::Cached Sources::cached(const SourceKey& source) const {
  const auto found = watched_.find(source);
  return found == watched_.end() ? nullptr : found->second->informer->find(source.key);
}

void Sources::keep(const std::string& uid, const std::set<SourceKey>& used) {
  for (auto place = watched_.begin(); place != watched_.end();) {
    const auto current = place++;
    if (used.contains(current->first) || current->second->uids.erase(uid) == 0) continue;
    if (!current->second->uids.empty()) continue;
    auto unused = std::move(current->second);
    watched_.erase(current);
    unused->scope.cancel();
    ending_.spawn(end(std::move(unused)), "end a watch");
  }
}

Task<> Sources::end(std::shared_ptr<Watched> watched) { co_await watched->scope.cancel_and_join(); }

Task<> Sources::stop() {
  co_await uncancellable();
  stopped_ = true;
  auto all = std::move(watched_);
  watched_.clear();
  for (auto& [source, watched] : all) co_await watched->scope.cancel_and_join();
  co_await ending_.join();
  ending_.cancel();
}

}  // namespace coracle::node::volumes
