#include "virt/operator/installer.h"

#include "base/until_cancelled.h"
#include "net/encoding.h"

namespace coracle::virt::operator_ {
namespace {

std::string name_of(const api::Kind& kind) { return std::string(kind.plural) + "." + std::string(kind.group); }

/// What tells a change of the object itself from one of its status: its generation, or a hash where it has none.
std::string state_of(const json::Value& object) {
  const auto* generation = json::find(object, {"metadata", "generation"});
  if (generation != nullptr && generation->is_int64()) return "g" + std::to_string(generation->get_int64());
  auto kept = object;
  kept.as_object().stable_erase("status");
  if (auto* metadata = kept.as_object().if_contains("metadata"); metadata != nullptr && metadata->is_object())
    for (const auto* member : {"resourceVersion", "managedFields"}) metadata->get_object().stable_erase(member);
  return "h" + net::hex(net::sha256(json::serialize(kept)));
}

/// Of definitions the schemas are by far the most, and nobody reads them here; nor who manages which field.
void drop_bulk(json::Value& object) {
  if (auto* metadata = object.as_object().if_contains("metadata"); metadata != nullptr && metadata->is_object())
    metadata->get_object().stable_erase("managedFields");
  if (json::text(object, {"kind"}) == "CustomResourceDefinition") object.as_object().stable_erase("spec");
}

}  // namespace

Installer::Installer(Loop::Executor executor, kube::Client& client, Log log)
    : executor_(executor), client_(client), log_(std::move(log)), changed_(executor) {}

void Installer::follow(const api::Kind& kind, const std::string& ns) {
  const kube::Selection selection{.ns = ns, .label_selector = std::string(managed_by_selector), .field_selector = {}};
  Followed made;
  made.informer = std::make_unique<kube::Informer>(executor_, client_, kind, selection, kube::Decode{}, log_);
  made.informer->strip(drop_bulk);
  made.informer->on_change([this](const kube::Cached&, const kube::Cached&) {
    changed_.set();
    changed_.reset();
  });
  made.writes = std::make_unique<kube::WriteLog>(*made.informer);
  followed_.emplace(std::pair(name_of(kind), ns), std::move(made));
}

void Installer::wake(kube::Controller& controller, std::vector<kube::Key> keys) {
  for (auto& [_, one] : followed_) {
    controller.watch(*one.informer, [keys](const kube::CachedObject&) { return keys; });
    controller.reads_own(*one.writes);
  }
}

Task<> Installer::run() {
  Scope scope(executor_, [this](const std::string& name, std::exception_ptr error) {
    log_.error("following ended", {{"what", name}, {"error", describe(error)}});
  });
  for (auto& [name, one] : followed_) scope.spawn(one.informer->run(), name.first);
  co_await until_cancelled(scope);
}

Task<> Installer::synced() {
  for (auto& [_, one] : followed_) co_await one.informer->synced();
}

const Installer::Followed& Installer::followed(const api::Kind& kind, const std::string& ns) const {
  const auto found = followed_.find({name_of(kind), ns});
  if (found == followed_.end()) broken("nothing follows " + name_of(kind) + " in '" + ns + "'");
  return found->second;
}

kube::Cached Installer::find(const api::Kind& kind, const kube::Key& key) const {
  return followed(kind, key.ns).informer->find(key);
}

std::vector<kube::Cached> Installer::all(const api::Kind& kind) const {
  std::vector<kube::Cached> out;
  for (const auto& [name, one] : followed_) {
    if (name.first != name_of(kind)) continue;
    for (auto& object : one.informer->all()) out.push_back(std::move(object));
  }
  return out;
}

bool Installer::is_current(const api::Kind& kind, const kube::Key& key, const std::string& hash) {
  const auto there = find(kind, key);
  if (!there || json::text(there->raw, {"metadata", "annotations", hash_annotation}) != hash) return false;
  // An object met for the first time is taken to be what its hash says.
  const auto state = state_of(there->raw);
  return seen_.emplace(std::pair(name_of(kind), key), state).first->second == state;
}

Task<bool> Installer::ensure(Wanted wanted) {
  if (is_current(*wanted.kind, wanted.key, wanted.hash)) co_return false;
  const auto key = wanted.key;
  const auto answer = co_await apply(*wanted.kind, key, std::move(wanted.object));
  seen_[std::pair(name_of(*wanted.kind), key)] = state_of(answer);
  log_.info("installed", {{"kind", std::string(wanted.kind->kind)}, {"name", key.text()}});
  co_return true;
}

Task<> Installer::until(const api::Kind& kind, kube::Key key, std::function<bool(const json::Value&)> holds) {
  while (true) {
    const auto there = find(kind, key);
    if (there && holds(there->raw)) co_return;
    co_await changed_.wait();
  }
}

Task<json::Value> Installer::apply(const api::Kind& kind, kube::Key key, json::Value object) {
  const kube::PatchOptions options{.subresource = {}, .force = true};
  auto answer = co_await client_.patch(kind, key, kube::PatchType::apply, std::move(object), options);
  followed(kind, key.ns).writes->wrote(answer);
  co_return answer;
}

Task<> Installer::create(const api::Kind& kind, kube::Key key, json::Value object) {
  const auto made = co_await client_.create_if_absent(kind, key.ns, std::move(object));
  if (made) followed(kind, key.ns).writes->wrote(*made);
}

Task<> Installer::remove(const api::Kind& kind, kube::Key key) {
  const auto there = find(kind, key);
  if (!there) co_return;
  kube::RemoveOptions options;
  options.uid = there->uid;
  const auto uid = there->uid;
  if (co_await client_.remove_if_present(kind, key, std::move(options)))
    followed(kind, key.ns).writes->removed(key, uid);
  seen_.erase({name_of(kind), key});
}

}  // namespace coracle::virt::operator_
