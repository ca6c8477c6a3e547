#include "apiserver/testing/cluster.h"

namespace coracle::apiserver::testing {

namespace {
class PodLike final : public Strategy {
  Graceful deletion(const json::Value& object, std::optional<std::int64_t> asked) const override {
    const auto* period = json::find(object, {"spec", "terminationGracePeriodSeconds"});
    const std::int64_t usual = period != nullptr && period->is_int64() ? period->get_int64() : 30;
    const auto seconds = asked.value_or(usual);
    return {seconds > 0, seconds};
  }
};

class NamespaceLike final : public Strategy {
  void prepare_for_create(json::Value& object) const override {
    json::at_path(object, {"spec", "finalizers"}) = json::Array{"kubernetes"};
    json::at_path(object, {"status", "phase"}) = "Active";
  }
  bool held(const json::Value& object) const override {
    const auto* list = json::find(object, {"spec", "finalizers"});
    return list != nullptr && list->is_array() && !list->get_array().empty();
  }
  void mark_deleted(json::Value& object) const override { json::at_path(object, {"status", "phase"}) = "Terminating"; }
};

Resource kind(std::string group, std::string kind_name, std::string plural, std::string singular) {
  Resource resource;
  resource.group = std::move(group);
  resource.version = "v1";
  resource.kind = std::move(kind_name);
  resource.plural = std::move(plural);
  resource.singular = std::move(singular);
  resource.storage = resource.qualified();
  return resource;
}

Subresource below(std::string name) {
  Subresource subresource;
  subresource.name = std::move(name);
  subresource.verbs = {"get", "patch", "update"};
  return subresource;
}
}  // namespace

std::vector<Resource> plain_resources() {
  std::vector<Resource> list;
  auto namespaces = kind("", "Namespace", "namespaces", "namespace");
  namespaces.short_names = {"ns"};
  namespaces.namespaced = false;
  namespaces.counts_generation = false;
  namespaces.name_rule = NameRule::label;
  namespaces.strategy = std::make_shared<NamespaceLike>();
  namespaces.subresources = {below("status"), below("finalize")};
  list.push_back(std::move(namespaces));

  auto configmaps = kind("", "ConfigMap", "configmaps", "configmap");
  configmaps.short_names = {"cm"};
  configmaps.counts_generation = false;
  list.push_back(std::move(configmaps));
  auto secrets = kind("", "Secret", "secrets", "secret");
  secrets.counts_generation = false;
  secrets.selectable_fields = {"type"};
  list.push_back(std::move(secrets));

  auto pods = kind("", "Pod", "pods", "pod");
  pods.short_names = {"po"};
  pods.subresources = {below("status")};
  pods.selectable_fields = {"spec.nodeName", "status.phase"};
  pods.strategy = std::make_shared<PodLike>();
  pods.returns_deleted = true;
  list.push_back(std::move(pods));

  auto deployments = kind("apps", "Deployment", "deployments", "deployment");
  deployments.short_names = {"deploy"};
  auto scale = below("scale");
  scale.group = "autoscaling";
  scale.version = "v1";
  scale.kind = "Scale";
  scale.selector_path = ".spec.selector";
  deployments.subresources = {below("status"), std::move(scale)};
  list.push_back(std::move(deployments));

  for (const auto* version : {"v1", "v1alpha1"}) {
    auto widgets = kind("example.com", "Widget", "widgets", "widget");
    widgets.version = version;
    widgets.storage_api_version = "example.com/v1";
    widgets.custom = true;
    widgets.unconditional_update = false;
    widgets.subresources = {below("status")};
    list.push_back(std::move(widgets));
  }
  return list;
}

}  // namespace coracle::apiserver::testing
