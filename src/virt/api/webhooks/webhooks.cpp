#include "virt/api/webhooks/webhooks.h"

#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/kubevirt.h"
#include "kube/typed.h"
#include "virt/api/answer.h"

namespace coracle::virt::api {
namespace {

constexpr Webhook webhook_table[] = {
    {"virtualmachines-mutate", mutate_machine},
    {"virtualmachineinstances-mutate", mutate_instance},
    {"virtualmachines-validate", judge_machine},
    {"virtualmachineinstances-validate-create", judge_new_instance},
    {"virtualmachineinstances-validate-update", judge_instance_update},
    {"status-validate", judge_status},
    {"pod-eviction-validate", judge_eviction},
    {"kubevirt-validate-create", judge_new_kubevirt},
    {"kubevirt-validate-update", judge_kubevirt_update},
    {"kubevirt-validate-delete", judge_kubevirt_removal},
};

}  // namespace

const Webhook* find_webhook(std::string_view path) {
  const auto* found = std::ranges::find(webhook_table, path, &Webhook::path);
  return found == std::end(webhook_table) ? nullptr : found;
}

Webhooks::Webhooks(kube::Client& client, const kube::Informer& kubevirts, Log log)
    : client_(client), kubevirts_(kubevirts), log_(std::move(log)) {}

shared::ClusterConfig Webhooks::config() const {
  const auto all = kube::Lister<coracle::api::kubevirt::v1::KubeVirt>(kubevirts_).all();
  return all.empty() ? shared::ClusterConfig() : shared::ClusterConfig(all.front()->spec.configuration);
}

Task<net::Response> Webhooks::serve(const Webhook& webhook, std::string body) {
  auto review = read_review(body);
  if (!review) co_return status_answer(review.error());
  const auto question = *review;
  Outcome outcome;
  try {
    outcome = co_await webhook.judge(*this, std::move(*review));
  } catch (const Error& error) {
    // What cannot be judged is refused: the object may be one that does not fit its kind.
    outcome = Outcome::refused(error);
  }
  if (outcome.refusal || !outcome.causes.empty())
    log_.info("refused", {{"webhook", std::string(webhook.path)},
                          {"object", question.ns + "/" + question.name},
                          {"user", question.user.name},
                          {"why", outcome.refusal ? outcome.refusal->message() : outcome.causes.front().message}});
  co_return json_answer(200, review_answer(question, outcome));
}

json::Array mutation(const json::Value& raw, const json::Value& before, const json::Value& after) {
  auto patch = kube::carried_over(raw, before, after);
  // The object is on its way: it has no version yet, or is about to get a new one.
  json::Array out;
  for (auto& step : patch)
    if (json::text(step, {"op"}) != "test") out.push_back(std::move(step));
  return out;
}

}  // namespace coracle::virt::api
