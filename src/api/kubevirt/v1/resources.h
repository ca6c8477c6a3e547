#pragma once
// How the kinds of kubevirt.io are served: names, versions, columns, subresources.
#include <span>

#include "schema/custom_resource.h"

namespace coracle::api::kubevirt::v1 {

/// The custom resources that virt-operator installs and deploy/crds holds.
std::span<const schema::CustomResource> custom_resources();

}  // namespace coracle::api::kubevirt::v1
