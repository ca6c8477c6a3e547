#pragma once
#include <set>
#include <string>
#include <string_view>

#include "apiserver/crd/validation.h"

namespace coracle::apiserver::crd {

using Names = api::apiextensions::v1::CustomResourceDefinitionNames;
using Status = api::apiextensions::v1::CustomResourceDefinitionStatus;

/// Names of one group that other kinds go by.
struct TakenNames {
  std::set<std::string> resources;  ///< plural, singular and short names
  std::set<std::string> kinds;      ///< kinds and those of lists
  void add(const Names& names);
};

/// The status that a definition has among the others of its group: acceptedNames and the conditions NamesAccepted and
/// Established (and KubernetesAPIApprovalPolicyConformant in Kubernetes' own groups). `now` is RFC 3339.
/// Names that were accepted once stay accepted; so does an established definition.
Status name_status(const Definition& definition, const TakenNames& taken, const std::string& now);

/// Puts the condition in; its time moves when its status changes.
void set_condition(Status& status, std::string_view type, bool is_true, std::string reason, std::string message,
                   const std::string& now);

}  // namespace coracle::apiserver::crd
