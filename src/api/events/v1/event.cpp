#include "api/events/v1/event.h"

namespace coracle::api::events::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const EventSeries*) {
  using T = EventSeries;
  static const Field fields[] = {
      field<&T::count>("count", "How often it was seen.").required(),
      field<&T::last_observed_time>("lastObservedTime", "When it was last seen.").required(),
  };
  static const Struct table{"io.k8s.api.events.v1.EventSeries", "How a repeated event went on.", fields};
  return table;
}

const Struct& describe(const Event*) {
  using T = Event;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::regarding>("regarding", "The object."),
      field<&T::reason>("reason", "Why it happened, in CamelCase."),
      field<&T::note>("note", "What happened, for people."),
      field<&T::action>("action", "What was done."),
      field<&T::type>("type", "Normal or Warning."),
      field<&T::event_time>("eventTime", "When it was first seen.").required(),
      field<&T::series>("series", "How it went on."),
      field<&T::related>("related", "A second object it concerns."),
      field<&T::reporting_controller>("reportingController", "Controller that reported it."),
      field<&T::reporting_instance>("reportingInstance", "Instance of that controller."),
      field<&T::deprecated_source>("deprecatedSource", "Who reported it, in the old form."),
      field<&T::deprecated_first_timestamp>("deprecatedFirstTimestamp", "When it was first seen, in the old form."),
      field<&T::deprecated_last_timestamp>("deprecatedLastTimestamp", "When it was last seen, in the old form."),
      field<&T::deprecated_count>("deprecatedCount", "How often it was seen, in the old form."),
  };
  static const Struct table{
      "io.k8s.api.events.v1.Event", "Something that happened to an object.", fields, {"events.k8s.io", "v1", "Event"}};
  return table;
}

}  // namespace coracle::api::events::v1
