#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

namespace coracle::kube {

/// A kubeconfig with the clusters, users and contexts of another put in (of the same name: in their place), whose
/// current context becomes current. `existing` may be empty. What it does not know stays.
Result<std::string> merge_kubeconfig(std::string_view existing, std::string_view added);

}  // namespace coracle::kube
