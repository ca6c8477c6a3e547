#pragma once
// References to instance types and preferences.
#include <string>
#include <string_view>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of InferFromVolumeFailurePolicy.
namespace infer_from_volume_failure_policy {
inline constexpr std::string_view reject = "Reject";
inline constexpr std::string_view ignore = "Ignore";
}  // namespace infer_from_volume_failure_policy

/// Names an instance type.
struct InstancetypeMatcher {
  std::string name;
  std::string kind;
  std::string revision_name;
  std::string infer_from_volume;
  std::string infer_from_volume_failure_policy;  ///< infer_from_volume_failure_policy
};
const schema::Struct& describe(const InstancetypeMatcher*);

/// Names a preference.
struct PreferenceMatcher {
  std::string name;
  std::string kind;
  std::string revision_name;
  std::string infer_from_volume;
  std::string infer_from_volume_failure_policy;  ///< infer_from_volume_failure_policy
};
const schema::Struct& describe(const PreferenceMatcher*);

/// Names a ControllerRevision.
struct ControllerRevisionRef {
  std::string name;
};
const schema::Struct& describe(const ControllerRevisionRef*);

/// An instance type or preference in use.
struct InstancetypeStatusRef {
  std::string name;
  std::string kind;
  Box<ControllerRevisionRef> controller_revision_ref;
  std::string infer_from_volume;
  std::string infer_from_volume_failure_policy;  ///< infer_from_volume_failure_policy
};
const schema::Struct& describe(const InstancetypeStatusRef*);

}  // namespace coracle::api::kubevirt::v1
