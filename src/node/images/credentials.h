#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/core/v1/secret.h"
#include "rpc/cri.h"

namespace coracle::node {

/// What the pull Secrets of a pod say about the registry of an image, the most specific first. Secrets of other types
/// and entries that cannot be read are passed over.
/// https://kubernetes.io/docs/concepts/containers/images/#config-json
std::vector<rpc::ImageAuth> credentials_for(const std::string& registry, const std::string& repository,
                                            const std::vector<api::core::v1::Secret>& secrets);

/// Whether an entry's key ("quay.io", "https://index.docker.io/v1/", "*.example.com/team") is about that repository.
bool credential_matches(std::string_view key, const std::string& registry, const std::string& repository);

}  // namespace coracle::node
