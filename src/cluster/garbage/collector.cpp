#include "cluster/garbage/collector.h"

#include <algorithm>

#include "api/names.h"

namespace coracle::cluster::garbage {
namespace {
constexpr int workers = 8;

/// Events come and go by the thousand, own nothing and are owned by nothing.
bool is_followed(const ServedKind& kind) {
  return kind.allows("list") && kind.allows("watch") && kind.allows("delete") &&
         !(kind.plural == "events" && (kind.group.empty() || kind.group == "events.k8s.io"));
}

std::string follow_name(const ServedKind& kind) { return kind.plural + "." + kind.group + "/" + kind.version; }

std::string version_of(const json::Value& object) {
  return std::string(json::text(object, {"metadata", "resourceVersion"}));
}

/// A change of metadata that holds only for this very state of this very object.
json::Value metadata_patch(const json::Value& live, std::string_view member, json::Value value) {
  return json::Object{{"metadata", json::Object{{"uid", json::text(live, {"metadata", "uid"})},
                                                {"resourceVersion", version_of(live)},
                                                {member, std::move(value)}}}};
}
}  // namespace

Collector::Collector(Loop::Executor executor, kube::Client& client, Discovery& discovery, Log log)
    : executor_(executor),
      client_(client),
      discovery_(discovery),
      log_(log.part("garbage collector")),
      queue_(executor),
      following_(std::move(executor)) {
  handlers_.put = [this](const ServedPtr& kind, const json::Value& object) {
    Work work;
    graph_.put(entry_of(kind, object), work);
    take(std::move(work));
  };
  handlers_.put_plain = [this](std::uint64_t identity, const std::string& uid) {
    Work work;
    graph_.put_plain(identity, uid, work);
    take(std::move(work));
  };
  handlers_.gone = [this](const std::string& ns, std::uint64_t identity, const std::string& uid) {
    forget(identity, uid);
    if (!ns.empty() && on_gone_) on_gone_(ns);
  };
  handlers_.all_gone = [this](const std::unordered_set<std::uint64_t>& identities) {
    Work work;
    graph_.remove_all(identities, work);
    take(std::move(work));
  };
  handlers_.read = [this] { check_all_read(); };
  discovery_.on_change([this] { follow_served(); });
}

Collector::~Collector() = default;

void Collector::forget(std::uint64_t identity, const std::string& uid) {
  unclear_.erase(uid);
  Work work;
  graph_.remove(identity, uid, work);
  take(std::move(work));
}

void Collector::take(Work work) {
  for (const auto& uid : work.orphan) orphaning_.insert(uid);
  for (const auto* list : {&work.look, &work.orphan})
    for (const auto& uid : *list) queue_.add({"", uid});
}

void Collector::follow_served() {
  if (scope_ == nullptr) return;
  const auto served = discovery_.current();
  std::map<std::string, ServedPtr> wanted;
  for (const auto& kind : served->preferred)
    if (is_followed(*kind)) wanted[follow_name(*kind)] = kind;
  for (auto it = follows_.begin(); it != follows_.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    // Its scope is joined by a task that owns it.
    auto end = [](Follow follow) -> Task<> {
      co_await uncancellable();
      co_await follow.scope->cancel_and_join();
      follow.watch->forget();
    };
    scope_->spawn(end(std::move(it->second)), "end of " + it->first);
    it = follows_.erase(it);
  }
  for (const auto& [name, kind] : wanted) {
    if (follows_.contains(name)) continue;
    Follow follow{std::make_unique<MetadataWatch>(client_, kind, handlers_, log_), std::make_unique<Scope>(executor_)};
    follow.scope->spawn(follow.watch->run(), name);
    follows_.emplace(name, std::move(follow));
  }
  for (const auto& uid : std::exchange(unclear_, {})) queue_.add({"", uid});
  following_.set();
  check_all_read();
}

void Collector::check_all_read() {
  if (all_read_ || !following_.is_set()) return;
  for (const auto& [_, follow] : follows_)
    if (!follow.watch->has_read()) return;
  all_read_ = true;
  Work work;
  graph_.all_read(work);
  take(std::move(work));
}

Task<> Collector::run() {
  Scope scope(executor_, [this](const std::string& name, std::exception_ptr error) {
    log_.error("a part of the garbage collector ended", {{"part", name}, {"error", describe(error)}});
  });
  scope_ = &scope;
  if (discovery_.current()) follow_served();
  scope.spawn(queue_.run_timers(), "timers");
  for (int i = 0; i < workers; ++i) scope.spawn(work(), "worker");
  std::exception_ptr ended;
  try {
    co_await sleep_until(SteadyTime::max());
  } catch (...) {
    ended = std::current_exception();
  }
  co_await uncancellable();
  scope_ = nullptr;
  for (auto& [_, follow] : follows_) co_await follow.scope->cancel_and_join();
  follows_.clear();
  co_await scope.cancel_and_join();
  if (ended) std::rethrow_exception(ended);
}

Task<> Collector::work() {
  while (true) {
    const auto key = co_await queue_.next();
    std::optional<Error> failure;
    std::exception_ptr ended;
    try {
      co_await attend(key.name);
    } catch (const Error& error) {
      failure = error;
    } catch (...) {
      ended = std::current_exception();
    }
    queue_.done(key);
    if (ended) std::rethrow_exception(ended);
    if (!failure) {
      queue_.forget(key);
      continue;
    }
    if (failure->reason() != Reason::conflict)  // someone else changed it: look again
      log_.warning("cannot look after an object, trying again", {{"uid", key.name}, {"error", failure->what()}});
    queue_.add_failed(key);
  }
}

Task<> Collector::attend(std::string uid) {
  const auto* known = graph_.find(uid);
  if (known == nullptr) {
    orphaning_.erase(uid);
    co_return;
  }
  const auto entry = *known;
  if (orphaning_.contains(uid)) {
    co_await orphan_dependents(entry);
    orphaning_.erase(uid);
    co_return;
  }
  co_await look_at(entry);
}

Task<OwnerState> Collector::state_of(Owner owner, std::string ns, bool namespaced_dependent) {
  const auto served = discovery_.current();
  const auto kind = served ? served->find(owner.api_version, owner.kind) : nullptr;
  if (!kind || !kind->allows("get")) co_return OwnerState::unknown;
  // An object without a namespace cannot be owned by one within a namespace: nobody knows within which.
  if (kind->namespaced && !namespaced_dependent) co_return OwnerState::unknown;
  const auto live = co_await live_metadata(client_, kind, kind->namespaced ? ns : "", owner.name);
  if (!live || json::text(*live, {"metadata", "uid"}) != owner.uid) co_return OwnerState::absent;
  co_return entry_of(kind, *live).awaits_dependents() ? OwnerState::leaving : OwnerState::there;
}

Task<> Collector::look_at(Entry entry) {
  const auto live = co_await live_metadata(client_, entry.kind, entry.ns, entry.name);
  if (!live || json::text(*live, {"metadata", "uid"}) != entry.uid) {
    forget(entry.identity(), entry.uid);  // the watch says the same in a moment
    co_return;
  }
  const auto now = entry_of(entry.kind, *live);
  if (now.awaits_dependents()) {
    co_await end_foreground(now, *live);
    co_return;
  }
  if (now.deleting) co_return;
  std::vector<OwnerState> owners;
  for (const auto& owner : now.owners) {
    const auto state = co_await state_of(owner, now.ns, now.kind->namespaced);
    owners.push_back(state);
  }
  const auto planned = plan(now, owners, graph_.has_dependents(now.uid));
  switch (planned.step) {
    case Plan::Step::leave:
      break;
    case Plan::Step::ask_later:
      unclear_.insert(now.uid);
      log_.debug("an owner is of a kind that is not served, or out of reach",
                 {{"kind", now.kind->plural}, {"namespace", now.ns}, {"name", now.name}});
      break;
    case Plan::Step::drop_references:
      co_await drop_references(now, planned.references);
      break;
    case Plan::Step::remove:
      co_await remove(now, planned.propagation, version_of(*live));
      break;
  }
}

Task<> Collector::remove(Entry entry, std::string propagation, std::string version) {
  const json::Value options =
      json::Object{{"apiVersion", "v1"},
                   {"kind", "DeleteOptions"},
                   {"propagationPolicy", propagation},
                   {"preconditions", json::Object{{"uid", entry.uid}, {"resourceVersion", version}}}};
  bool gone = false;
  try {
    co_await client_.call("DELETE", entry.kind->view().path(entry.ns, entry.name), options);
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
    gone = true;
  }
  if (!gone)
    log_.info("deleted an object without an owner",
              {{"kind", entry.kind->plural}, {"namespace", entry.ns}, {"name", entry.name}});
}

Task<> Collector::drop_references(Entry entry, std::vector<std::string> uids) {
  const auto live = co_await live_metadata(client_, entry.kind, entry.ns, entry.name);
  if (!live || json::text(*live, {"metadata", "uid"}) != entry.uid) co_return;
  const auto* owners = json::find(*live, {"metadata", "ownerReferences"});
  if (owners == nullptr || !owners->is_array()) co_return;
  json::Array left;
  for (const auto& owner : owners->get_array())
    if (std::ranges::find(uids, json::text(owner, {"uid"})) == uids.end()) left.push_back(owner);
  if (left.size() == owners->get_array().size()) co_return;
  auto patch = metadata_patch(*live, "ownerReferences", std::move(left));
  const auto kind = entry.kind->view();
  try {
    co_await client_.patch(kind, {entry.ns, entry.name}, kube::PatchType::merge, std::move(patch));
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
}

Task<> Collector::drop_finalizer(Entry entry, json::Value live, std::string_view finalizer) {
  json::Array left;
  if (const auto* finalizers = json::find(live, {"metadata", "finalizers"}); finalizers && finalizers->is_array())
    for (const auto& one : finalizers->get_array())
      if (!one.is_string() || one.get_string() != finalizer) left.push_back(one);
  auto patch = metadata_patch(live, "finalizers", std::move(left));
  const auto kind = entry.kind->view();
  try {
    co_await client_.patch(kind, {entry.ns, entry.name}, kube::PatchType::merge, std::move(patch));
  } catch (const Error& error) {
    if (error.reason() != Reason::not_found) throw;
  }
}

/// The owner goes once no dependent is left that blocks it. Those that are left are looked at: the last of them to go
/// brings the owner back here.
Task<> Collector::end_foreground(Entry entry, json::Value live) {
  bool blocked = false;
  for (const auto* dependent : graph_.dependents(entry.uid)) {
    blocked = blocked || entry.blocked_by(*dependent);
    if (!dependent->deleting) queue_.add({"", dependent->uid});
  }
  if (!blocked) co_await drop_finalizer(entry, std::move(live), api::names::foreground_deletion_finalizer);
}

Task<> Collector::orphan_dependents(Entry entry) {
  const auto live = co_await live_metadata(client_, entry.kind, entry.ns, entry.name);
  if (!live || json::text(*live, {"metadata", "uid"}) != entry.uid) co_return;
  const auto now = entry_of(entry.kind, *live);
  if (!now.deleting || !now.orphaning) co_return;
  std::vector<Entry> dependents;
  for (const auto* dependent : graph_.dependents(entry.uid)) dependents.push_back(*dependent);
  for (auto& dependent : dependents) {
    std::vector<std::string> uids{entry.uid};
    co_await drop_references(std::move(dependent), std::move(uids));
  }
  co_await drop_finalizer(now, *live, api::names::orphan_finalizer);
}

}  // namespace coracle::cluster::garbage
