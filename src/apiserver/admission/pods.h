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
class PodAdmission final : public Admission {
 public:
  explicit PodAdmission(Store& store);
  bool handles(Operation operation, const Attributes& attributes) const override;
  Task<> mutate(AdmissionRequest& request) override;
  Task<> validate(AdmissionRequest& request) override;

 private:
  json::Value account_of(const AdmissionRequest& request, const std::string& name) const;
  const Collection& accounts_;
};

}  // namespace coracle::apiserver::admission
