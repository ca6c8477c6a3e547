#pragma once
#include <cstdint>
#include <string>

#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// How a repeated event went on.
struct EventSeries {
  std::int32_t count = 0;
  schema::MicroTime last_observed_time;
};
const schema::Struct& describe(const EventSeries*);

/// Who reported an event.
struct EventSource {
  std::string component;
  std::string host;
};
const schema::Struct& describe(const EventSource*);

/// Something that happened to an object.
struct Event {
  std::string api_version = "v1";
  std::string kind = "Event";
  meta::v1::ObjectMeta metadata;
  ObjectReference involved_object;
  std::string reason;
  std::string message;
  EventSource source;
  schema::Time first_timestamp;
  schema::Time last_timestamp;
  std::int32_t count = 0;
  std::string type;
  schema::MicroTime event_time;
  Box<EventSeries> series;
  std::string action;
  Box<ObjectReference> related;
  std::string reporting_component;
  std::string reporting_instance;
};
const schema::Struct& describe(const Event*);

}  // namespace coracle::api::core::v1
