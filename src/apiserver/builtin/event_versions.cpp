#include "apiserver/builtin/event_versions.h"

namespace coracle::apiserver::builtin {
namespace {

struct EventNames {
  std::string_view core;
  std::string_view events;
};
constexpr EventNames event_names[] = {{"involvedObject", "regarding"},
                                      {"message", "note"},
                                      {"reportingComponent", "reportingController"},
                                      {"source", "deprecatedSource"},
                                      {"firstTimestamp", "deprecatedFirstTimestamp"},
                                      {"lastTimestamp", "deprecatedLastTimestamp"},
                                      {"count", "deprecatedCount"}};

void rename_member(json::Object& object, std::string_view from, std::string_view to) {
  auto* found = object.if_contains(from);
  if (found == nullptr) return;
  auto value = std::move(*found);
  object.erase(from);
  object[to] = std::move(value);
}
}  // namespace

void event_from_core(json::Value& event) {
  for (const auto& names : event_names) rename_member(event.get_object(), names.core, names.events);
}

void event_to_core(json::Value& event) {
  for (const auto& names : event_names) rename_member(event.get_object(), names.events, names.core);
}

}  // namespace coracle::apiserver::builtin
