#pragma once
// What the KubeVirt object says of the installation. Pure.
#include <string>
#include <string_view>

#include "api/kubevirt/v1/kubevirt.h"

namespace coracle::virt::operator_ {

/// What was found in one look at the cluster.
struct Findings {
  bool all_created = false;  ///< every object that is installed is there
  std::string missing;       ///< what components still wait for, a sentence; empty: they are ready
  std::string failure;       ///< what went wrong in this look; empty: nothing
  std::vector<api::kubevirt::v1::GenerationStatus> generations;
  std::string deployment_id;  ///< hash of what is installed
};

/// status of an installation that is to be there.
api::kubevirt::v1::KubeVirtStatus installed_status(const api::kubevirt::v1::KubeVirt& object, const Findings& findings,
                                                   const schema::Time& now);
/// status while it goes: `obstacle` says what is in the way, empty when nothing is.
api::kubevirt::v1::KubeVirtStatus deleting_status(const api::kubevirt::v1::KubeVirt& object,
                                                  const std::string& obstacle, const schema::Time& now);
/// status of a second one, which changes nothing.
api::kubevirt::v1::KubeVirtStatus duplicate_status(const api::kubevirt::v1::KubeVirt& object, const std::string& active,
                                                   const schema::Time& now);

/// The object that `coracle up` begins with: gates of what this release lacks are listed as off.
api::kubevirt::v1::KubeVirt first_kubevirt();

}  // namespace coracle::virt::operator_
