#include "cluster/garbage/graph.h"

#include <algorithm>

#include "api/names.h"
#include "cluster/garbage/metadata_scan.h"

namespace coracle::cluster::garbage {
namespace {

std::string own_text(const json::Value& value, std::initializer_list<std::string_view> path) {
  return std::string(json::text(value, path));
}

bool lists(const json::Value& object, std::string_view finalizer) {
  const auto* list = json::find(object, {"metadata", "finalizers"});
  if (list == nullptr || !list->is_array()) return false;
  return std::ranges::any_of(list->get_array(),
                             [&](const json::Value& one) { return one.is_string() && one.get_string() == finalizer; });
}

}  // namespace

bool Entry::blocked_by(const Entry& dependent) const {
  return std::ranges::any_of(dependent.owners, [&](const Owner& one) { return one.uid == uid && one.blocks; });
}

std::uint64_t Entry::identity() const { return identity_of(kind->kind, ns, name, uid); }

Entry entry_of(ServedPtr kind, const json::Value& object) {
  Entry out;
  out.kind = std::move(kind);
  out.ns = own_text(object, {"metadata", "namespace"});
  out.name = own_text(object, {"metadata", "name"});
  out.uid = own_text(object, {"metadata", "uid"});
  out.deleting = !json::text(object, {"metadata", "deletionTimestamp"}).empty();
  out.foreground = lists(object, api::names::foreground_deletion_finalizer);
  out.orphaning = lists(object, api::names::orphan_finalizer);
  const auto* owners = json::find(object, {"metadata", "ownerReferences"});
  if (owners == nullptr || !owners->is_array()) return out;
  for (const auto& owner : owners->get_array()) {
    const auto* blocks = json::find(owner, {"blockOwnerDeletion"});
    out.owners.push_back({own_text(owner, {"apiVersion"}), own_text(owner, {"kind"}), own_text(owner, {"name"}),
                          own_text(owner, {"uid"}), blocks != nullptr && blocks->is_bool() && blocks->get_bool()});
  }
  return out;
}

const Entry* Graph::find(const std::string& uid) const {
  const auto found = entries_.find(uid);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<const Entry*> Graph::dependents(const std::string& uid) const {
  std::vector<const Entry*> out;
  const auto found = dependents_.find(uid);
  if (found == dependents_.end()) return out;
  for (const auto& dependent : found->second)
    if (const auto* entry = find(dependent)) out.push_back(entry);
  return out;
}

void Graph::link(const Entry& entry) {
  for (const auto& owner : entry.owners) dependents_[owner.uid].insert(entry.uid);
}

void Graph::unlink(const Entry& entry) {
  for (const auto& owner : entry.owners) {
    const auto found = dependents_.find(owner.uid);
    if (found == dependents_.end()) continue;
    found->second.erase(entry.uid);
    if (found->second.empty()) dependents_.erase(found);
  }
}

/// The very object that the reference means: of that kind, name and uid, and within reach of the dependent.
bool Graph::is_there(const Owner& owner, const Entry& dependent) const {
  return present_.contains(identity_of(owner.kind, dependent.ns, owner.name, owner.uid)) ||
         present_.contains(identity_of(owner.kind, "", owner.name, owner.uid));
}

bool Graph::missing_owner(const Entry& entry) const {
  return std::ranges::any_of(entry.owners, [&](const Owner& owner) {
    if (!is_there(owner, entry)) return true;
    // One that waits for its dependents wants them gone as much as one that is not there.
    const auto* known = find(owner.uid);
    return known != nullptr && known->awaits_dependents();
  });
}

void Graph::wake_awaiting_owners(const Entry& entry, Work& work) const {
  for (const auto& owner : entry.owners)
    if (const auto* known = find(owner.uid); known != nullptr && known->awaits_dependents())
      work.look.insert(owner.uid);
}

void Graph::put_plain(std::uint64_t identity, const std::string& uid, Work& work) {
  present_.insert(identity);
  drop(uid, work);
}

void Graph::put(Entry entry, Work& work) {
  if (!entry.is_kept()) return put_plain(entry.identity(), entry.uid, work);
  const auto uid = entry.uid;
  present_.insert(entry.identity());
  const auto known = entries_.find(uid);
  const bool is_new = known == entries_.end();
  const bool other_owners = is_new || known->second.owners != entry.owners;
  const bool began_waiting = entry.awaits_dependents() && (is_new || !known->second.awaits_dependents());
  const bool began_orphaning = entry.deleting && entry.orphaning && (is_new || !known->second.deleting);
  if (!is_new && other_owners) {
    wake_awaiting_owners(known->second, work);
    unlink(known->second);
  }
  const auto& kept = entries_.insert_or_assign(uid, std::move(entry)).first->second;
  if (other_owners) link(kept);
  if (!read_) return;
  if (other_owners && missing_owner(kept)) work.look.insert(uid);
  if (began_orphaning) work.orphan.insert(uid);
  if (began_waiting) {
    work.look.insert(uid);
    for (const auto* dependent : dependents(uid)) work.look.insert(dependent->uid);
  }
}

void Graph::drop(const std::string& uid, Work& work) {
  const auto known = entries_.find(uid);
  if (known == entries_.end()) return;
  wake_awaiting_owners(known->second, work);
  unlink(known->second);
  entries_.erase(known);
}

void Graph::remove(std::uint64_t identity, const std::string& uid, Work& work) {
  present_.erase(identity);
  drop(uid, work);
  for (const auto* dependent : dependents(uid)) work.look.insert(dependent->uid);
}

void Graph::remove_all(const std::unordered_set<std::uint64_t>& identities, Work& work) {
  for (const auto identity : identities) present_.erase(identity);
  std::vector<std::string> kept;
  for (const auto& [uid, entry] : entries_)
    if (identities.contains(entry.identity())) kept.push_back(uid);
  for (const auto& uid : kept) drop(uid, work);
  if (!read_) return;
  for (const auto& [uid, entry] : entries_)
    if (missing_owner(entry)) work.look.insert(uid);
}

void Graph::all_read(Work& work) {
  read_ = true;
  for (const auto& [uid, entry] : entries_) {
    if (missing_owner(entry) || entry.awaits_dependents()) work.look.insert(uid);
    if (entry.deleting && entry.orphaning) work.orphan.insert(uid);
  }
}

Plan plan(const Entry& live, const std::vector<OwnerState>& owners, bool has_dependents) {
  if (live.deleting || owners.empty()) return {};
  if (std::ranges::find(owners, OwnerState::unknown) != owners.end()) return {Plan::Step::ask_later, {}, {}};
  const bool owned = std::ranges::find(owners, OwnerState::there) != owners.end();
  if (owned) {
    Plan out{Plan::Step::drop_references, {}, {}};
    for (std::size_t i = 0; i < owners.size(); ++i)
      if (owners[i] != OwnerState::there) out.references.push_back(live.owners[i].uid);
    if (out.references.empty()) out.step = Plan::Step::leave;
    return out;
  }
  const bool leaving = std::ranges::find(owners, OwnerState::leaving) != owners.end();
  Plan out{Plan::Step::remove, {}, "Background"};
  if (leaving && has_dependents) out.propagation = "Foreground";
  if (live.foreground) out.propagation = "Foreground";
  if (live.orphaning) out.propagation = "Orphan";
  return out;
}

}  // namespace coracle::cluster::garbage
