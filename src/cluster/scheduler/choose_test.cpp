// Cases: tests/cases/scheduler/choose.json.
#include <gtest/gtest.h>

#include <list>

#include "base/source_tree.h"
#include "cluster/scheduler/scheduler.h"
#include "cluster/scheduler/view.h"
#include "schema/codec.h"

namespace coracle::cluster {
namespace {
using api::core::v1::Node;
using api::core::v1::Pod;

json::Array scheduler_cases() { return json::parse(case_text("scheduler/choose.json")).take().as_array(); }

json::Value member_of(const json::Value& value, std::string_view name) {
  const auto* found = json::find(value, {name});
  return found != nullptr ? *found : json::Value();
}

/// "n1" alone, or an object of name, labels, taints, unschedulable, allocatable.
Node node_of(const json::Value& given) {
  Node node;
  if (given.is_string()) {
    node.metadata.name = given.get_string();
    return node;
  }
  json::Object spec{{"unschedulable", member_of(given, "unschedulable")}};
  if (const auto taints = member_of(given, "taints"); taints.is_array()) spec["taints"] = taints;
  json::Object status;
  if (const auto offered = member_of(given, "allocatable"); offered.is_object()) status["allocatable"] = offered;
  json::Object metadata{{"name", member_of(given, "name")}};
  if (const auto labels = member_of(given, "labels"); labels.is_object()) metadata["labels"] = labels;
  return schema::decoded<Node>(
      json::Object{{"metadata", std::move(metadata)}, {"spec", std::move(spec)}, {"status", std::move(status)}});
}

json::Array named(const json::Value& containers) {
  json::Array out = containers.is_array() ? containers.get_array() : json::Array{json::Object{}};
  int number = 0;
  for (auto& container : out) container.get_object()["name"] = "c" + std::to_string(number++);
  return out;
}

json::Object affinity_of(const json::Value& given) {
  json::Object node, pod, anti;
  json::Array terms;
  if (const auto required = member_of(given, "required"); required.is_array())
    for (const auto& term : required.get_array()) terms.push_back(json::Object{{"matchExpressions", term}});
  if (const auto fields = member_of(given, "fields"); fields.is_array())
    terms.push_back(json::Object{{"matchFields", fields}});
  if (!terms.empty())
    node["requiredDuringSchedulingIgnoredDuringExecution"] = json::Object{{"nodeSelectorTerms", terms}};
  if (const auto preferred = member_of(given, "preferred"); preferred.is_array())
    node["preferredDuringSchedulingIgnoredDuringExecution"] = preferred;
  if (const auto near = member_of(given, "near"); near.is_array())
    pod["requiredDuringSchedulingIgnoredDuringExecution"] = near;
  if (const auto apart = member_of(given, "anti"); apart.is_array())
    anti["requiredDuringSchedulingIgnoredDuringExecution"] = apart;
  return {{"nodeAffinity", node}, {"podAffinity", pod}, {"podAntiAffinity", anti}};
}

Pod pod_of(const json::Value& given) {
  auto spec = member_of(given, "spec");
  if (!spec.is_object()) spec = json::Object{};
  auto& members = spec.get_object();
  members["containers"] = named(member_of(given, "containers"));
  if (const auto init = member_of(given, "init"); init.is_array()) members["initContainers"] = named(init);
  members["affinity"] = affinity_of(given);
  json::Object metadata{{"name", "pod"}, {"namespace", json::text(given, {"namespace"}, "default")}};
  if (const auto labels = member_of(given, "labels"); labels.is_object()) metadata["labels"] = labels;
  const json::Object status{{"phase", json::text(given, {"phase"}, "Running")}};
  return schema::decoded<Pod>(json::Object{{"metadata", metadata}, {"spec", spec}, {"status", status}});
}

TEST(Scheduler, chooses_as_kube_scheduler_does) {
  for (const auto& one : scheduler_cases()) {
    SCOPED_TRACE(std::string(json::text(one, {"name"})));
    std::list<Node> nodes;
    std::list<Pod> pods;
    ClusterView view;
    for (const auto& given : one.at("nodes").as_array()) {
      const auto& node = nodes.emplace_back(node_of(given));
      view.nodes.push_back({&node, {}});
    }
    if (const auto others = member_of(one, "others"); others.is_array())
      for (const auto& given : others.get_array()) {
        const auto& pod = pods.emplace_back(pod_of(given));
        for (auto& candidate : view.nodes)
          if (candidate.node->metadata.name == json::text(given, {"node"}) && !has_ended(pod))
            candidate.pods.push_back(&pod);
      }
    const auto decided = choose_node(pod_of(one.at("pod")), view);
    EXPECT_EQ(decided.node ? decided.node->metadata.name : "", json::text(one, {"node"}));
    EXPECT_EQ(decided.message, json::text(one, {"message"}));
  }
}

}  // namespace
}  // namespace coracle::cluster
