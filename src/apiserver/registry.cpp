#include "apiserver/registry.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include "apiserver/store/store.h"

namespace coracle::apiserver {

namespace {
// "v2beta3" as (kind of version, 2, 3); 0 for what is no such version.
std::tuple<int, int, int> rank_of_version(std::string_view version) {
  if (!version.starts_with('v')) return {0, 0, 0};
  const auto* at = version.data() + 1;
  const auto* last = version.data() + version.size();
  int major = 0, minor = 0;
  auto read = std::from_chars(at, last, major);
  if (read.ec != std::errc{}) return {0, 0, 0};
  if (read.ptr == last) return {3, major, 0};
  const std::string_view rest(read.ptr, static_cast<std::size_t>(last - read.ptr));
  for (const auto& [word, rank] : {std::pair<std::string_view, int>{"beta", 2}, {"alpha", 1}}) {
    if (!rest.starts_with(word)) continue;
    read = std::from_chars(rest.data() + word.size(), last, minor);
    if (read.ec == std::errc{} && read.ptr == last) return {rank, major, minor};
  }
  return {0, 0, 0};
}
}  // namespace

bool version_precedes(std::string_view a, std::string_view b) {
  const auto left = rank_of_version(a), right = rank_of_version(b);
  return left != right ? left > right : a < b;
}

Resources::Entry Resources::find(std::string_view group, std::string_view version, std::string_view plural) const {
  const auto found = entries_.find(IdView{group, version, plural});
  return found == entries_.end() ? nullptr : found->second;
}

bool Resources::has_group_version(std::string_view group, std::string_view version) const {
  const auto first = entries_.lower_bound(IdView{group, version, ""});
  return first != entries_.end() && first->first.group == group && first->first.version == version;
}

bool Resources::has_group(std::string_view group) const {
  const auto first = entries_.lower_bound(IdView{group, "", ""});
  return first != entries_.end() && first->first.group == group;
}

std::vector<Resources::Entry> Resources::all() const {
  std::vector<Entry> list;
  for (const auto& [_, entry] : entries_) list.push_back(entry);
  return list;
}

std::vector<Resources::Entry> Resources::of(std::string_view group, std::string_view version) const {
  std::vector<Entry> list;
  for (auto at = entries_.lower_bound(IdView{group, version, ""});
       at != entries_.end() && at->first.group == group && at->first.version == version; ++at)
    list.push_back(at->second);
  return list;
}

std::vector<std::string> Resources::versions(std::string_view group) const {
  std::vector<std::string> list;
  for (auto at = entries_.lower_bound(IdView{group, "", ""}); at != entries_.end() && at->first.group == group; ++at)
    if (list.empty() || list.back() != at->first.version) list.push_back(at->first.version);
  std::ranges::sort(list, version_precedes);
  return list;
}

std::vector<std::string> Resources::groups() const {
  std::vector<std::string> list;
  for (const auto& [id, _] : entries_)
    if (list.empty() || list.back() != id.group) list.push_back(id.group);
  return list;
}

Registry::Registry(Store& store) : store_(store), current_(std::make_shared<const Resources>()) {}

std::shared_ptr<const Resources> Registry::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Resource Registry::prepared(Resource resource) {
  if (!resource.storage.empty()) resource.collection = &store_.collection(resource.storage);
  if (resource.collection == nullptr && !resource.review)
    broken("the resource " + resource.qualified() + " has neither storage nor review");
  return resource;
}

void Registry::edit(const std::function<void(Resources&)>& change) {
  std::vector<std::function<void()>> callbacks;
  {
    const std::lock_guard lock(mutex_);
    auto next = std::make_shared<Resources>(*current_);
    change(*next);
    ++next->generation_;
    current_ = std::move(next);
    callbacks = callbacks_;
  }
  for (const auto& callback : callbacks) callback();
}

void Registry::add(Resource resource) { replace({}, {std::move(resource)}); }

void Registry::remove(std::string_view group, std::string_view version, std::string_view plural) {
  edit([&](Resources& next) {
    next.entries_.erase(Resources::Id{std::string(group), std::string(version), std::string(plural)});
  });
}

void Registry::replace(const std::vector<Resources::Entry>& old, std::vector<Resource> now) {
  edit([&](Resources& next) {
    for (const auto& entry : old) next.entries_.erase({entry->group, entry->version, entry->plural});
    for (auto& resource : now) {
      Resources::Id id{resource.group, resource.version, resource.plural};
      next.entries_[std::move(id)] = std::make_shared<const Resource>(prepared(std::move(resource)));
    }
  });
}

void Registry::on_change(std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  callbacks_.push_back(std::move(callback));
}

}  // namespace coracle::apiserver
