#include "virt/handler/node/node_state.h"

#include "api/kubevirt/v1/names.h"
#include "virt/handler/labels/labels.h"

namespace coracle::virt::handler {
namespace kubevirt = api::kubevirt::v1;

namespace node_patching {
namespace {

using Texts = std::map<std::string, std::string>;

void change(json::Object& into, const Texts& there, const std::string& name, const std::string& wanted) {
  const auto found = there.find(name);
  if (found == there.end() || found->second != wanted) into[name] = wanted;
}

void change_probe_labels(json::Object& into, const Texts& there, const Texts& wanted) {
  for (const auto& [name, value] : wanted) change(into, there, name, value);
  for (const auto& [name, value] : there) {
    if (is_node_label(name) && !wanted.contains(name)) into[name] = nullptr;
  }
}

}  // namespace
}  // namespace node_patching

json::Object node_patch(const api::core::v1::Node& node, const NodeState& wanted) {
  const auto& labels = node.metadata.labels;
  const auto& annotations = node.metadata.annotations;
  json::Object new_labels;
  json::Object new_annotations;
  const bool skipped = annotations.contains(std::string(kubevirt::annotation::skip_node));
  if (wanted.labels && !skipped) node_patching::change_probe_labels(new_labels, labels, *wanted.labels);
  node_patching::change(new_labels, labels, std::string(kubevirt::node_label::schedulable),
                        wanted.schedulable ? "true" : "false");
  // Processors are pinned by no kubelet of ours, and another's says it in a label of its own.
  node_patching::change(new_labels, labels, std::string(kubevirt::node_label::cpu_manager), "false");
  node_patching::change(new_labels, labels, "cpumanager", "false");
  if (!wanted.kvm.empty()) node_patching::change(new_annotations, annotations, kvm_annotation, wanted.kvm);
  if (!wanted.address.empty()) node_patching::change(new_annotations, annotations, address_annotation, wanted.address);
  if (wanted.heartbeat) new_annotations[kubevirt::annotation::heartbeat] = format_time(*wanted.heartbeat);
  json::Object metadata;
  if (!new_labels.empty()) metadata["labels"] = std::move(new_labels);
  if (!new_annotations.empty()) metadata["annotations"] = std::move(new_annotations);
  json::Object patch;
  if (!metadata.empty()) patch["metadata"] = std::move(metadata);
  return patch;
}

}  // namespace coracle::virt::handler
