#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cluster/discovery.h"

namespace coracle::cluster::garbage {

/// A line of metadata.ownerReferences.
struct Owner {
  std::string api_version, kind, name, uid;
  bool blocks = false;  ///< blockOwnerDeletion
  bool operator==(const Owner&) const = default;
};

/// An object, as far as who owns whom is concerned.
struct Entry {
  ServedPtr kind;
  std::string ns, name, uid;
  std::vector<Owner> owners;
  bool deleting = false;    ///< has a deletionTimestamp
  bool foreground = false;  ///< has the finalizer foregroundDeletion
  bool orphaning = false;   ///< has the finalizer orphan
  /// Waits until its dependents are gone.
  bool awaits_dependents() const { return deleting && foreground; }
  bool blocked_by(const Entry& dependent) const;
  /// Owned, or deleted in a way that its dependents have a part in: kept whole. Of all others it is only known that
  /// they are there.
  bool is_kept() const { return !owners.empty() || foreground || orphaning; }
  std::uint64_t identity() const;
};
/// From an object's metadata.
Entry entry_of(ServedPtr kind, const json::Value& object);

/// Objects that want a look, by uid.
struct Work {
  std::set<std::string> look;    ///< perhaps to be deleted, or to be let go
  std::set<std::string> orphan;  ///< whose dependents are to lose their reference
};

/// Who owns whom, among everything that is watched. What it says is a reason to look, never to delete: the watch may
/// be behind, so whoever acts asks the server first.
class Graph {
 public:
  void put(Entry entry, Work& work);
  /// An object that need not be kept.
  void put_plain(std::uint64_t identity, const std::string& uid, Work& work);
  void remove(std::uint64_t identity, const std::string& uid, Work& work);
  /// What of a kind was not in a list any more.
  void remove_all(const std::unordered_set<std::uint64_t>& identities, Work& work);
  /// Until then nothing is to be looked at: owners may only not have been read yet.
  void all_read(Work& work);

  const Entry* find(const std::string& uid) const;
  std::vector<const Entry*> dependents(const std::string& uid) const;
  bool has_dependents(const std::string& uid) const { return dependents_.contains(uid); }
  std::size_t size() const { return present_.size(); }

 private:
  bool missing_owner(const Entry& entry) const;
  bool is_there(const Owner& owner, const Entry& dependent) const;
  void drop(const std::string& uid, Work& work);
  void link(const Entry& entry);
  void unlink(const Entry& entry);
  void wake_awaiting_owners(const Entry& entry, Work& work) const;
  std::unordered_set<std::uint64_t> present_;  ///< identities
  std::unordered_map<std::string, Entry> entries_;
  std::unordered_map<std::string, std::set<std::string>> dependents_;
  bool read_ = false;
};

/// What is known of an owner once the server was asked.
enum class OwnerState {
  there,
  absent,   ///< no object of that name, or one with another uid
  leaving,  ///< waits in the foreground for its dependents to go
  unknown,  ///< could not be found out
};

/// What to do about an object whose owners were looked up, in their order.
struct Plan {
  enum class Step { leave, ask_later, drop_references, remove };
  Step step = Step::leave;
  std::vector<std::string> references;  ///< uids, of drop_references
  std::string propagation;              ///< of remove
};
Plan plan(const Entry& live, const std::vector<OwnerState>& owners, bool has_dependents);

}  // namespace coracle::cluster::garbage
