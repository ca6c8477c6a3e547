#pragma once
#include <string>

#include "net/http.h"

namespace coracle::cmd {

// Who the parts of this process are to the API server. RBAC of the product's is the same list as on a cluster.

net::User administrator();
net::User controller_manager();
net::User scheduler();
net::User kubelet(const std::string& node);
/// system:serviceaccount:kubevirt:kubevirt-<name>
net::User product_part(const std::string& name);
/// virt-handler, with its node's name as a bound token carries it.
net::User handler_of(const std::string& node);

}  // namespace coracle::cmd
