#pragma once
#include <string_view>

#include "kube/client.h"
#include "kube/informer.h"
#include "virt/api/webhooks/review.h"
#include "virt/shared/cluster_config.h"

namespace coracle::virt::api {

class Webhooks;

/// One webhook: its path, and what answers.
struct Webhook {
  std::string_view path;
  Task<Outcome> (*judge)(Webhooks&, Review);
};
/// By the one segment of its path, without the slash; null when there is none.
const Webhook* find_webhook(std::string_view path);

/// Answers the API server's questions about writes.
class Webhooks {
 public:
  /// `kubevirts` holds the settings of the cluster.
  Webhooks(kube::Client& client, const kube::Informer& kubevirts, Log log);
  Task<net::Response> serve(const Webhook& webhook, std::string body);

  /// The settings now; defaults before there is a KubeVirt object.
  shared::ClusterConfig config() const;
  const kube::Informer& kubevirts() const { return kubevirts_; }
  kube::Client& client() { return client_; }

 private:
  kube::Client& client_;
  const kube::Informer& kubevirts_;
  Log log_;
};

// What judges.
Task<Outcome> mutate_machine(Webhooks& webhooks, Review review);
Task<Outcome> mutate_instance(Webhooks& webhooks, Review review);
Task<Outcome> judge_machine(Webhooks& webhooks, Review review);
Task<Outcome> judge_new_instance(Webhooks& webhooks, Review review);
Task<Outcome> judge_instance_update(Webhooks& webhooks, Review review);
Task<Outcome> judge_status(Webhooks& webhooks, Review review);
Task<Outcome> judge_eviction(Webhooks& webhooks, Review review);
Task<Outcome> judge_new_kubevirt(Webhooks& webhooks, Review review);
Task<Outcome> judge_kubevirt_update(Webhooks& webhooks, Review review);
Task<Outcome> judge_kubevirt_removal(Webhooks& webhooks, Review review);

/// The patch that makes `after` of the object whose typed form is `before`: members that we do not know stay.
json::Array mutation(const json::Value& raw, const json::Value& before, const json::Value& after);

}  // namespace coracle::virt::api
