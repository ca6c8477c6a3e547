#include "cmd/coracle/users.h"

namespace coracle::cmd {

net::User administrator() { return {"coracle-admin", {}, {"system:masters", "system:authenticated"}, {}}; }

net::User controller_manager() { return {"system:kube-controller-manager", {}, {"system:authenticated"}, {}}; }

net::User scheduler() { return {"system:kube-scheduler", {}, {"system:authenticated"}, {}}; }

net::User kubelet(const std::string& node) {
  return {"system:node:" + node, {}, {"system:nodes", "system:authenticated"}, {}};
}

net::User product_part(const std::string& name) {
  return {"system:serviceaccount:kubevirt:kubevirt-" + name,
          {},
          {"system:serviceaccounts", "system:serviceaccounts:kubevirt", "system:authenticated"},
          {}};
}

net::User handler_of(const std::string& node) {
  auto user = product_part("handler");
  user.extra.push_back({"authentication.kubernetes.io/node-name", {node}});
  return user;
}

}  // namespace coracle::cmd
