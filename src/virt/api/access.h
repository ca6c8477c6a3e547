#pragma once
#include <string>

#include "kube/client.h"
#include "virt/api/subresources/subresource.h"

namespace coracle::virt::api {

struct Verdict {
  bool allowed = false;
  std::string reason;
};
/// Asks the API server whether the user may use the verb on that object.
Task<Verdict> may(kube::Client& client, net::User user, const Route& route, std::string ns, std::string name,
                  std::string version);

}  // namespace coracle::virt::api
