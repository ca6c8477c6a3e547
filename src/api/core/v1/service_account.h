#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/reference.h"
#include "api/meta/v1/object_meta.h"
#include "schema/codec.h"

namespace coracle::api::core::v1 {

using schema::operator==;

/// An identity for pods.
struct ServiceAccount {
  std::string api_version = "v1";
  std::string kind = "ServiceAccount";
  meta::v1::ObjectMeta metadata;
  std::vector<ObjectReference> secrets;
  std::vector<LocalObjectReference> image_pull_secrets;
  std::optional<bool> automount_service_account_token;
};
const schema::Struct& describe(const ServiceAccount*);

}  // namespace coracle::api::core::v1
