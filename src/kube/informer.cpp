#include "kube/informer.h"

#include "kube/patience.h"

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

std::string member(const json::Value& object, std::initializer_list<std::string_view> path) {
  return std::string(json::text(object, path));
}

Key key_of(const json::Value& object) {
  return {member(object, {"metadata", "namespace"}), member(object, {"metadata", "name"})};
}
}  // namespace

std::string controller_uid(const json::Value& object) {
  const auto* owners = json::find(object, {"metadata", "ownerReferences"});
  if (!owners || !owners->is_array()) return {};
  for (const auto& owner : owners->get_array()) {
    const auto* controller = json::find(owner, {"controller"});
    if (controller && controller->is_bool() && controller->get_bool()) return member(owner, {"uid"});
  }
  return {};
}

Informer::Informer(Loop::Executor executor, Client& client, const Kind& kind, Selection selection, Decode decode,
                   Log log)
    : client_(client),
      kind_(kind),
      selection_(std::move(selection)),
      decode_(std::move(decode)),
      log_(log.part(kind.plural)),
      synced_(executor),
      advanced_(executor) {
  add_index(by_controller, [](const CachedObject& object) -> std::vector<std::string> {
    auto uid = controller_uid(object.raw);
    if (uid.empty()) return {};
    return {std::move(uid)};
  });
}

void Informer::on_change(OnChange handler) { handlers_.push_back(std::move(handler)); }
void Informer::strip(std::function<void(json::Value&)> edit) { strip_ = std::move(edit); }
void Informer::add_index(std::string name, IndexValues values) { indexes_[std::move(name)].values = std::move(values); }
bool Informer::has_synced() const { return synced_.is_set(); }

Task<> Informer::synced() {
  while (!synced_.is_set()) co_await synced_.wait();
}

Cached Informer::find(const Key& key) const {
  const auto found = objects_.find(key);
  return found == objects_.end() ? nullptr : found->second;
}

std::vector<Cached> Informer::all() const {
  std::vector<Cached> out;
  out.reserve(objects_.size());
  for (const auto& [key, object] : objects_) out.push_back(object);
  return out;
}

std::vector<Cached> Informer::in_namespace(const std::string& ns) const {
  std::vector<Cached> out;
  for (auto it = objects_.lower_bound({ns, ""}); it != objects_.end() && it->first.ns == ns; ++it)
    out.push_back(it->second);
  return out;
}

std::vector<Cached> Informer::by_index(const std::string& name, const std::string& value) const {
  const auto index = indexes_.find(name);
  if (index == indexes_.end()) broken("a cache of " + std::string(kind_.plural) + " has no index " + name);
  std::vector<Cached> out;
  const auto entry = index->second.entries.find(value);
  if (entry == index->second.entries.end()) return out;
  for (const auto& [key, object] : entry->second) out.push_back(object);
  return out;
}

Cached Informer::make(json::Value object) const {
  auto made = std::make_shared<CachedObject>();
  if (strip_) strip_(object);
  made->key = key_of(object);
  made->uid = member(object, {"metadata", "uid"});
  made->resource_version = member(object, {"metadata", "resourceVersion"});
  if (decode_) made->decoded = decode_(object);
  made->raw = std::move(object);
  return made;
}

void Informer::store(const Key& key, Cached after) {
  Cached before = find(key);
  for (auto& [name, index] : indexes_) {
    if (before)
      for (const auto& value : index.values(*before)) {
        auto& entry = index.entries[value];
        entry.erase(key);
        if (entry.empty()) index.entries.erase(value);
      }
    if (after)
      for (const auto& value : index.values(*after)) index.entries[value][key] = after;
  }
  if (after)
    objects_[key] = after;
  else
    objects_.erase(key);
  for (const auto& handler : handlers_) handler(before, after);
}

void Informer::put(json::Value object) {
  const auto key = key_of(object);
  Cached after;
  try {
    after = make(std::move(object));
  } catch (const Error& error) {
    log_.error("an object does not fit its kind and is left out", {{"object", key.text()}, {"error", error.what()}});
    remove(key);
    return;
  }
  const auto before = find(key);
  if (before && before->uid == after->uid && before->resource_version == after->resource_version) return;
  // One name, two lives: handlers see the end of the first before the second.
  if (before && before->uid != after->uid) store(key, nullptr);
  store(key, std::move(after));
}

void Informer::remove(const Key& key) {
  if (find(key)) store(key, nullptr);
}

void Informer::advance(std::string_view resource_version) {
  if (resource_version.empty()) return;
  resource_version_ = resource_version;
  seen_ = std::max(seen_, version_number(resource_version));
  advanced_.set();
  advanced_.reset();
}

void Informer::replace_all(List list) {
  std::map<Key, bool> present;
  for (const auto& item : list.items) present[key_of(item)] = true;
  for (const auto& object : all())
    if (!present.contains(object->key)) remove(object->key);
  for (auto& item : list.items) put(std::move(item));
  advance(list.resource_version);
  synced_.set();
}

Task<> Informer::list_once(std::string from) {
  auto list = co_await client_.list(kind_, selection_, std::move(from));
  replace_all(std::move(list));
}

Task<> Informer::refresh() { co_await list_once({}); }

Task<> Informer::watch_once() {
  auto watch = co_await client_.watch(kind_, selection_, resource_version_);
  watching_since_ = std::chrono::steady_clock::now();
  while (auto event = co_await watch.next()) {
    const auto version = member(event->object, {"metadata", "resourceVersion"});
    // A refresh() may have brought something newer than what the watch still has to tell.
    const auto known = event->type == WatchEvent::Type::bookmark ? nullptr : find(key_of(event->object));
    const bool stale = known && version_number(known->resource_version) > version_number(version);
    if (!stale) {
      if (event->type == WatchEvent::Type::deleted)
        remove(key_of(event->object));
      else if (event->type != WatchEvent::Type::bookmark)
        put(std::move(event->object));
    }
    advance(version);
  }
}

Task<> Informer::run() {
  BackOff back_off;
  while (true) {
    std::optional<Error> failure;
    watching_since_ = SteadyTime::max();
    try {
      if (resource_version_.empty()) co_await list_once(list_from_);
      co_await watch_once();
    } catch (const Error& error) {
      failure = error;
    }
    const bool worked = watching_since_ < std::chrono::steady_clock::now() - watch_that_worked;
    if (worked) back_off.reset();
    if (worked && !failure) continue;  // servers end watches after some minutes
    const bool forgotten = failure && must_list_again(*failure);
    if (forgotten) {
      resource_version_.clear();
      list_from_.clear();
    }
    if (failure && (!forgotten || back_off.failures() > 0))
      log_.warning("list or watch failed, trying again", {{"error", failure->what()}});
    co_await sleep_for(back_off.next());
  }
}

Task<bool> Informer::reached(std::uint64_t version, Duration limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (seen_ < version) {
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= 0s) co_return false;
    co_await advanced_.wait_for(left);
  }
  co_return true;
}

}  // namespace coracle::kube
