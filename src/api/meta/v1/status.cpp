#include "api/meta/v1/status.h"

namespace coracle::api::meta::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const StatusCause*) {
  using T = StatusCause;
  static const Field fields[] = {
      field<&T::reason>("reason", "Kind of mistake."),
      field<&T::message>("message", "What is wrong, for people."),
      field<&T::field>("field", "Path of the field."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.StatusCause", "One thing that is wrong.", fields};
  return table;
}

const Struct& describe(const StatusDetails*) {
  using T = StatusDetails;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the object."),
      field<&T::group>("group", "Group of the object."),
      field<&T::kind>("kind", "Kind or resource of the object."),
      field<&T::uid>("uid", "Identity of the object."),
      field<&T::causes>("causes", "Each thing that is wrong.").atomic(),
      field<&T::retry_after_seconds>("retryAfterSeconds", "Seconds to wait before trying again."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.StatusDetails", "What a Status concerns.", fields};
  return table;
}

const Struct& describe(const Status*) {
  using T = Status;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::status>("status", "Success or Failure."),
      field<&T::message>("message", "What happened, for people."),
      field<&T::reason>("reason", "Why it failed, in CamelCase."),
      field<&T::details>("details", "What it concerns."),
      field<&T::code>("code", "HTTP status."),
  };
  static const Struct table{"io.k8s.apimachinery.pkg.apis.meta.v1.Status",
                            "The answer to a request that has no object, and to one that failed.",
                            fields,
                            {"", "v1", "Status"}};
  return table;
}

}  // namespace coracle::api::meta::v1
