#include "apiserver/crd/controller.h"

#include <fmt/core.h>

#include "apiserver/crd/resources.h"
#include "apiserver/crd/strategy.h"
#include "apiserver/rest/metadata.h"
#include "schema/codec.h"

namespace coracle::apiserver::crd {
namespace {

constexpr std::string_view collection_name = "customresourcedefinitions.apiextensions.k8s.io";
constexpr int overtaken_limit = 50;

/// What of a definition is seen in the registry: its generation, names and whether it is ending.
std::string state_of(const Definition& definition) {
  return fmt::format("{} {} {} {}", definition.metadata.uid, definition.metadata.generation,
                     !definition.metadata.deletion_timestamp.empty(),
                     schema::encode_text(definition.status.accepted_names));
}

bool wants_cleanup(const Definition& definition) {
  const auto& finalizers = definition.metadata.finalizers;
  return !definition.metadata.deletion_timestamp.empty() &&
         std::ranges::find(finalizers, cleanup_finalizer) != finalizers.end();
}
}  // namespace

Controller::Controller(Loop::Executor executor, Store& store, Registry& registry, const Clock& clock, Log log)
    : executor_(executor),
      store_(store),
      registry_(registry),
      clock_(clock),
      log_(std::move(log)),
      definitions_(store.collection(collection_name)),
      hub_(store, executor),
      scope_(executor) {}

Controller::~Controller() = default;

Task<> Controller::start() {
  auto now = hub_.watch_now(definitions_);
  co_await take_all(now.snapshot);
  ready_.store(true, std::memory_order_release);
  scope_.spawn(follow(std::move(now.watcher)), "custom resource definitions");
}

Task<> Controller::stop() { co_await scope_.cancel_and_join(); }

Task<> Controller::take_all(std::shared_ptr<const Snapshot> snapshot) {
  std::vector<std::string> names, gone;
  for (const auto& [name, _] : known_)
    if (!snapshot->find(name)) gone.push_back(name);
  for (const auto& name : gone) forget(name);
  // Names that were accepted in an earlier life count before any that were not.
  snapshot->each("", "", [&](const ObjectPtr& object) {
    names.emplace_back(object->name());
    const auto value = object->parse();
    if (auto definition = schema::decode<Definition>(value); definition && !known_.contains(names.back())) {
      auto& known = known_[names.back()];
      known.group = definition->spec.group;
      known.accepted = definition->status.accepted_names;
    }
    return true;
  });
  for (auto& name : names) co_await settle(std::move(name));
}

Task<> Controller::follow(std::unique_ptr<Watcher> watcher) {
  while (true) {
    bool lost = false;
    try {
      if (const auto change = co_await watcher->next(std::chrono::hours(1)))
        co_await settle_and_neighbours(std::string(change->object()->name()));
    } catch (const Error& error) {
      log_.warning("cannot follow custom resource definitions", {{"error", error.message()}});
      lost = true;
    }
    if (!lost) continue;
    co_await sleep_for(std::chrono::milliseconds(200));
    auto now = hub_.watch_now(definitions_);
    watcher = std::move(now.watcher);
    co_await take_all(now.snapshot);
  }
}

Task<> Controller::settle_and_neighbours(std::string name) {
  co_await settle(name);
  const auto group = name.substr(std::min(name.find('.'), name.size() - 1) + 1);
  std::vector<std::string> waiting;
  for (const auto& [other, known] : known_)
    if (other != name && known.group == group && !known.all_accepted) waiting.push_back(other);
  for (auto& other : waiting) co_await settle(std::move(other));
}

TakenNames Controller::taken_by_others(const std::string& name, const std::string& group) const {
  TakenNames taken;
  for (const auto& [other, known] : known_)
    if (other != name && known.group == group) taken.add(known.accepted);
  const auto resources = registry_.current();
  for (const auto& resource : resources->all()) {
    // Kinds of the server itself share their group with nobody's names: neither is ever served as the other.
    if (resource->custom || resource->group != group) continue;
    taken.resources.insert({resource->plural, resource->singular});
    taken.resources.insert(resource->short_names.begin(), resource->short_names.end());
    taken.kinds.insert({resource->kind, resource->list_kind_or_default()});
  }
  return taken;
}

bool Controller::serve(Known& known, const Definition& definition, Status& status) {
  auto state = state_of(definition);
  if (known.served_state == state) return !known.served.empty();
  auto resources = served_resources(definition);
  if (!resources) {
    withdraw(known);
    known.served_state = std::move(state);
    set_condition(status, "NonStructuralSchema", true, "Violations", resources.error().message(),
                  format_time(clock_.now()));
    log_.warning("a custom resource definition cannot be served",
                 {{"name", definition.metadata.name}, {"error", resources.error().message()}});
    return false;
  }
  std::vector<std::string> versions;
  for (const auto& resource : *resources) versions.push_back(resource.version);
  registry_.replace(known.served, std::move(*resources));
  known.served.clear();
  const auto current = registry_.current();
  for (const auto& version : versions)
    known.served.push_back(current->find(definition.spec.group, version, definition.spec.names.plural));
  known.served_state = std::move(state);
  return true;
}

void Controller::withdraw(Known& known) {
  if (!known.served.empty()) registry_.replace(known.served, {});
  known.served.clear();
  known.served_state.clear();
}

void Controller::forget(const std::string& name) {
  const auto found = known_.find(name);
  if (found == known_.end()) return;
  withdraw(found->second);
  known_.erase(found);
}

Task<> Controller::settle(std::string name) {
  for (int attempt = 0; attempt < overtaken_limit; ++attempt) {
    const auto stored = definitions_.snapshot()->find(name);
    if (!stored) {
      forget(name);
      co_return;
    }
    auto value = stored->parse();
    auto definition = schema::decode<Definition>(value);
    if (!definition) {
      log_.error("a stored custom resource definition cannot be read",
                 {{"name", name}, {"error", definition.error().message()}});
      forget(name);
      co_return;
    }
    const auto before = definition->status;
    const auto now = format_time(clock_.now());
    auto& known = known_[name];
    known.group = definition->spec.group;
    auto status = name_status(*definition, taken_by_others(name, known.group), now);
    definition->status = status;
    known.accepted = status.accepted_names;
    known.all_accepted = has_condition(*definition, "NamesAccepted");
    if (has_condition(*definition, "Established"))
      serve(known, *definition, status);
    else
      withdraw(known);
    if (wants_cleanup(*definition) && !known.cleaning) {
      known.cleaning = true;
      scope_.spawn(clean_up(name, storage_of(*definition)), "clean up " + name);
    }
    if (wants_cleanup(*definition))
      set_condition(status, "Terminating", true, "InstanceDeletionInProgress", "CustomResource deletion is in progress",
                    now);
    if (status == before) co_return;
    value.get_object()["status"] = schema::encode(status);
    Write write{Write::Kind::update, &definitions_, name, Draft::from(name, value), stored->revision()};
    const auto written = co_await store_.write(std::move(write));
    if (written.outcome == Written::Outcome::done) co_return;
  }
  log_.warning("a custom resource definition changes all the time", {{"name", name}});
}

}  // namespace coracle::apiserver::crd
