#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "api/core/v1/event.h"
#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::events::v1 {

using schema::operator==;

/// How a repeated event went on.
struct EventSeries {
  std::int32_t count = 0;
  schema::MicroTime last_observed_time;
};
const schema::Struct& describe(const EventSeries*);

/// Something that happened to an object.
struct Event {
  std::string api_version = "events.k8s.io/v1";
  std::string kind = "Event";
  meta::v1::ObjectMeta metadata;
  core::v1::ObjectReference regarding;
  std::string reason;
  std::string note;
  std::string action;
  std::string type;
  schema::MicroTime event_time;
  Box<EventSeries> series;
  Box<core::v1::ObjectReference> related;
  std::string reporting_controller;
  std::string reporting_instance;
  core::v1::EventSource deprecated_source;
  schema::Time deprecated_first_timestamp;
  schema::Time deprecated_last_timestamp;
  std::optional<std::int32_t> deprecated_count;
};
const schema::Struct& describe(const Event*);

}  // namespace coracle::api::events::v1
