#pragma once
#include "apiserver/pipeline.h"
#include "apiserver/store/store.h"

namespace coracle::apiserver::admission {

/// What Kubernetes' built-in plugins do to a new pod.
///
/// ServiceAccount: the account must exist and defaults to "default"; its imagePullSecrets are taken over; and unless
/// pod or account say otherwise, a volume with a token, the cluster's certificate and the namespace's name is mounted
/// into each container. https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
///
/// DefaultTolerationSeconds: an unready or unreachable node is borne for 300 seconds.
///
/// Priority: 0, or what the two classes that every cluster has stand for; another class there is none.
/// TaintNodesByCondition: a new node is not ready until it says so.
class PodAdmission final : public Admission {
 public:
  explicit PodAdmission(Store& store);
  bool handles(Operation operation, const Attributes& attributes) const override;
  Task<> mutate(AdmissionRequest& request) override;
  Task<> validate(AdmissionRequest& request) override;

 private:
  /// A namespace's account default is made in a moment: it is waited for, as kube-apiserver does.
  Task<json::Value> account_of(const AdmissionRequest& request, std::string name) const;
  const Collection& accounts_;
};

}  // namespace coracle::apiserver::admission
