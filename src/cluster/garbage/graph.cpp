#include "cluster/garbage/graph.h"

#include <algorithm>

#include "api/names.h"

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

/// Whether the owner that the reference means is this very object: same name, and within reach of the dependent.
bool is_meant(const Owner& reference, const Entry& owner, const Entry& dependent) {
  return owner.name == reference.name && owner.kind->kind == reference.kind &&
         (!owner.kind->namespaced || owner.ns == dependent.ns);
}
}  // namespace

bool Entry::blocked_by(const Entry& dependent) const {
  return std::ranges::any_of(dependent.owners, [&](const Owner& one) { return one.uid == uid && one.blocks; });
}

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

bool Graph::missing_owner(const Entry& entry) const {
  return std::ranges::any_of(entry.owners, [&](const Owner& owner) {
    const auto* known = find(owner.uid);
    // One that waits for its dependents wants them gone as much as one that is not there.
    return known == nullptr || !is_meant(owner, *known, entry) || known->awaits_dependents();
  });
}

void Graph::wake_awaiting_owners(const Entry& entry, Work& work) const {
  for (const auto& owner : entry.owners)
    if (const auto* known = find(owner.uid); known != nullptr && known->awaits_dependents())
      work.look.insert(owner.uid);
}

void Graph::put(Entry entry, Work& work) {
  const auto uid = entry.uid;
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

void Graph::remove(const std::string& uid, Work& work) {
  const auto known = entries_.find(uid);
  if (known == entries_.end()) return;
  wake_awaiting_owners(known->second, work);
  unlink(known->second);
  entries_.erase(known);
  for (const auto* dependent : dependents(uid)) work.look.insert(dependent->uid);
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
