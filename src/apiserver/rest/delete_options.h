#pragma once
#include <optional>
#include <string>

#include "apiserver/rest/write.h"

namespace coracle::apiserver {

/// DeleteOptions, from the body and the query. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/
struct DeleteOptions {
  WriteOptions write;
  std::optional<std::int64_t> grace_seconds;
  std::string propagation;  ///< "", Orphan, Background or Foreground
  std::string uid, resource_version;
};
DeleteOptions delete_options_of(const Call& call);

struct Deleted {
  ObjectPtr object;   ///< what it was last, or what it is now that it is marked
  bool gone = false;  ///< false: marked, and kept by finalizers or for its grace period
};
/// Deletes the object that the call names.
Task<Deleted> delete_object(Rest& rest, Call& call, DeleteOptions options);

}  // namespace coracle::apiserver
