#include "api/apps/v1/controller_revision.h"

namespace coracle::api::apps::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const ControllerRevision*) {
  using T = ControllerRevision;
  static const Field fields[] = {
      field<&T::api_version>("apiVersion", "Group and version of the object."),
      field<&T::kind>("kind", "Kind of the object."),
      field<&T::metadata>("metadata", "Standard metadata."),
      field<&T::data>("data", "The state."),
      field<&T::revision>("revision", "Number of the revision.").required(),
  };
  static const Struct table{"io.k8s.api.apps.v1.ControllerRevision",
                            "An earlier state of a set.",
                            fields,
                            {"apps", "v1", "ControllerRevision"}};
  return table;
}

}  // namespace coracle::api::apps::v1
