#include "api/core/v1/event.h"

namespace coracle::api::core::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const EventSeries*) {
  using T = EventSeries;
  static const Field fields[] = {
      field<&T::count>("count", "How often it was seen."),
      field<&T::last_observed_time>("lastObservedTime", "When it was last seen."),
  };
  static const Struct table{"io.k8s.api.core.v1.EventSeries", "How a repeated event went on.", fields};
  return table;
}

const Struct& describe(const EventSource*) {
  using T = EventSource;
  static const Field fields[] = {
      field<&T::component>("component", "Component."),
      field<&T::host>("host", "Node."),
  };
  static const Struct table{"io.k8s.api.core.v1.EventSource", "Who reported an event.", fields};
  return table;
}

const Struct& describe(const Event*) {
  using T = Event;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata.").required(),
      field<&T::involved_object>("involvedObject", "The object.").required(),
      field<&T::reason>("reason", "Why it happened, in CamelCase."),
      field<&T::message>("message", "What happened, for people."),
      field<&T::source>("source", "Who reported it, in the old form."),
      field<&T::first_timestamp>("firstTimestamp", "When it was first seen."),
      field<&T::last_timestamp>("lastTimestamp", "When it was last seen."),
      field<&T::count>("count", "How often it was seen."),
      field<&T::type>("type", "Normal or Warning."),
      field<&T::event_time>("eventTime", "When it was first seen."),
      field<&T::series>("series", "How it went on."),
      field<&T::action>("action", "What was done."),
      field<&T::related>("related", "A second object it concerns."),
      field<&T::reporting_component>("reportingComponent", "Controller that reported it."),
      field<&T::reporting_instance>("reportingInstance", "Instance of that controller."),
  };
  static const Struct table{
      "io.k8s.api.core.v1.Event", "Something that happened to an object.", fields, {"", "v1", "Event"}};
  return table;
}

}  // namespace coracle::api::core::v1
