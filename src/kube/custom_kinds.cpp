#include "kube/custom_kinds.h"

#include <set>

#include "api/kinds.h"
#include "base/scope.h"

namespace coracle::kube {
namespace {
using namespace std::chrono_literals;

const Kind& definition_kind() {
  return api::kind_of(static_cast<const api::apiextensions::v1::CustomResourceDefinition*>(nullptr));
}

bool is_established(const json::Value& definition) {
  const auto* conditions = json::find(definition, {"status", "conditions"});
  if (!conditions || !conditions->is_array()) return false;
  for (const auto& condition : conditions->get_array())
    if (json::text(condition, {"type"}) == "Established" && json::text(condition, {"status"}) == "True") return true;
  return false;
}

/// Takes what is established off the list. A definition is big and looked at once, so no cache keeps it.
Task<> wait_once(Client& client, std::set<std::string>& missing) {
  const auto look = [&missing](const json::Value& definition) {
    if (is_established(definition)) missing.erase(std::string(json::text(definition, {"metadata", "name"})));
  };
  auto list = co_await client.list(definition_kind());
  for (const auto& item : list.items) look(item);
  if (missing.empty()) co_return;
  auto watch = co_await client.watch(definition_kind(), {}, list.resource_version);
  while (!missing.empty()) {
    auto event = co_await watch.next();
    if (!event) co_return;
    if (event->type != WatchEvent::Type::bookmark) look(event->object);
  }
}
}  // namespace

Task<> until_served(Client& client, std::vector<Kind> kinds, Log log) {
  std::set<std::string> missing;
  for (const auto& kind : kinds) missing.insert(std::string(kind.plural) + "." + std::string(kind.group));
  for (auto delay = 100ms; !missing.empty(); delay = std::min(delay * 2, 5000ms)) {
    std::optional<Error> failure;
    try {
      co_await wait_once(client, missing);
    } catch (const Error& error) {
      failure = error;
    }
    if (missing.empty()) co_return;
    if (failure) log.warning("cannot tell which kinds are served, trying again", {{"error", failure->what()}});
    co_await sleep_for(delay);
  }
}

}  // namespace coracle::kube
