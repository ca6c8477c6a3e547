// The end of a CustomResourceDefinition: first its instances, then itself.
#include <fmt/core.h>

#include <algorithm>

#include "apiserver/crd/controller.h"
#include "apiserver/crd/strategy.h"
#include "apiserver/rest/metadata.h"
#include "schema/codec.h"

namespace coracle::apiserver::crd {

Task<bool> Controller::delete_instances(Collection& instances) {
  bool all = true;
  const auto snapshot = instances.snapshot();
  std::vector<ObjectPtr> objects;
  snapshot->each("", "", [&](const ObjectPtr& object) {
    objects.push_back(object);
    return true;
  });
  for (const auto& object : objects) {
    auto value = object->parse();
    if (is_deleted(value)) continue;
    Write write{Write::Kind::remove, &instances, object->key(), {}, object->revision()};
    if (!finalizers_of(value).empty()) {
      // Whoever put the finalizer in has still to do something: marked, and waited for.
      auto& metadata = metadata_of(value);
      metadata["deletionTimestamp"] = format_time(clock_.now());
      metadata["deletionGracePeriodSeconds"] = 0;
      write.kind = Write::Kind::update;
      write.draft = Draft::from(object->key(), value);
    }
    const auto written = co_await store_.write(std::move(write));
    all = all && (written.outcome == Written::Outcome::done || written.outcome == Written::Outcome::missing);
  }
  co_return all;
}

Task<> Controller::clean_up(std::string name, std::string storage) {
  auto& instances = store_.collection(storage);
  while (true) {
    try {
      auto now = hub_.watch_now(instances);
      if (!co_await delete_instances(instances)) continue;  // one was changed meanwhile
      bool again = false;
      while (!again && instances.snapshot()->size() > 0) {
        const auto change = co_await now.watcher->next(std::chrono::seconds(5));
        // Something new, or quiet for long: look at all of them again.
        again = !change || change->kind() == Change::Kind::added;
      }
      if (instances.snapshot()->size() > 0) continue;
      co_await finish(name);
      co_return;
    } catch (const Error& error) {
      log_.warning("cannot delete the instances of a custom resource definition",
                   {{"name", name}, {"error", error.message()}});
    }
    co_await sleep_for(std::chrono::seconds(1));
  }
}

Task<> Controller::finish(std::string name) {
  while (const auto stored = definitions_.snapshot()->find(name)) {
    auto value = stored->parse();
    auto finalizers = finalizers_of(value);
    if (!is_deleted(value) || std::erase(finalizers, cleanup_finalizer) == 0) break;
    set_finalizers(value, finalizers);
    auto definition = schema::decoded<Definition>(value);
    set_condition(definition.status, "Terminating", false, "InstanceDeletionCompleted", "removed all instances",
                  format_time(clock_.now()));
    value.get_object()["status"] = schema::encode(definition.status);
    const auto kind = finalizers.empty() ? Write::Kind::remove : Write::Kind::update;
    // Nothing may be made any more between this and its end.
    if (const auto known = known_.find(name); known != known_.end()) withdraw(known->second);
    Write write{kind, &definitions_, name, Draft::from(name, value), stored->revision()};
    const auto written = co_await store_.write(std::move(write));
    if (written.outcome == Written::Outcome::done || written.outcome == Written::Outcome::missing) break;
  }
  if (const auto known = known_.find(name); known != known_.end()) known->second.cleaning = false;
}

}  // namespace coracle::apiserver::crd
