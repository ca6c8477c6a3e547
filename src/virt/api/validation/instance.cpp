#include <fmt/core.h>

#include <algorithm>

#include "api/kubevirt/v1/names.h"
#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view reserved_labels[] = {
    kubevirt::label::created_by,       kubevirt::label::migration_job_uid,
    kubevirt::label::node_name,        kubevirt::label::migration_target_node_name,
    kubevirt::node_label::schedulable, kubevirt::label::install_strategy,
};

constexpr std::string_view restricted = "update of VMI object is restricted";

std::string_view label_of(const json::Value& object, std::string_view name) {
  return json::text(object, {"metadata", "labels", name});
}

bool same_member(const json::Value& a, const json::Value& b, std::string_view member) {
  const auto* one = json::find(a, {member});
  const auto* other = json::find(b, {member});
  const json::Value nothing;
  return json::equal(one != nullptr ? *one : nothing, other != nullptr ? *other : nothing);
}

/// A node that was broken into must not reach the guests of others: its virt-handler says which node it is on.
std::optional<Error> foreign_node(const Review& review) {
  constexpr std::string_view node_key = "authentication.kubernetes.io/node-name";
  const auto extra = std::ranges::find(review.user.extra, node_key, [](const auto& one) { return one.first; });
  // A token that is bound to no pod says no node: virt-handler has none such.
  if (extra == review.user.extra.end() || extra->second.size() != 1)
    return Error(Reason::forbidden,
                 fmt::format("a virt-handler that does not say which node it is on may not change {}", review.name));
  const auto& node = extra->second.front();
  const auto own = json::text(review.old_object, {"status", "nodeName"});
  const auto target = json::text(review.old_object, {"status", "migrationState", "targetNode"});
  if (own == node || target == node) return std::nullopt;
  return Error(Reason::forbidden,
               fmt::format("virt-handler of node {} may not change {}: it is not on that node", node, review.name));
}

}  // namespace

FieldErrors check_instance_spec(const std::string& path, const InstanceSpec& spec,
                                const shared::ClusterConfig& config) {
  FieldErrors errors;
  Findings found(errors);
  // In KubeVirt's order: no more than ten faults are told.
  check_resources(path, spec, config, found);
  check_networks(path, spec, config, found);
  check_disks(path, spec, found);
  check_devices(path, spec, found);
  check_volumes(path, spec, config, found);
  check_credentials(path, spec, found);
  check_placement(path, spec, config, found);
  check_lacking(path, spec, found);
  return errors;
}

FieldErrors check_metadata(const std::string& path, const coracle::api::meta::v1::ObjectMeta& metadata,
                           const net::User& user, const shared::ClusterConfig& config) {
  FieldErrors errors;
  Findings found(errors);
  const auto& labels = metadata.labels;
  const bool reserved =
      std::ranges::any_of(reserved_labels, [&](std::string_view name) { return labels.contains(std::string(name)); });
  if (reserved && !writes_status(user))
    found.not_supported(path + ".labels",
                        "creation of the following reserved kubevirt.io/ labels on a VMI object is prohibited");
  const struct {
    std::string_view name, gate, shown;
  } annotations[] = {
      {kubevirt::annotation::ignition_data, "ExperimentalIgnitionSupport", "ExperimentalIgnitionSupport"},
      {kubevirt::annotation::hook_sidecars, "Sidecar", "sidecar"}};
  for (const auto& one : annotations) {
    const auto given = metadata.annotations.find(std::string(one.name));
    if (given == metadata.annotations.end() || given->second.empty()) continue;
    const auto field = path + ".annotations";
    if (!config.enabled(one.gate))
      found.invalid(field, fmt::format("{} feature gate is not enabled in kubevirt-config, invalid entry {}.{}",
                                       one.shown, field, one.name));
    else
      found.not_supported(field, fmt::format("{}.{} is not supported by this release of Coracle", field, one.name));
  }
  return errors;
}

Outcome check_instance_update(const Review& review) {
  FieldErrors errors;
  Findings found(errors);
  const bool same_spec = same_member(review.object, review.old_object, "spec");
  if (is_component(review.user, "controller") || is_component(review.user, "apiserver")) return Outcome::allowed();
  if (is_component(review.user, "handler")) {
    if (auto refusal = foreign_node(review)) return Outcome::refused(std::move(*refusal));
    if (!same_spec) return Outcome::refused(Error(Reason::forbidden, std::string(restricted)));
    return Outcome::allowed();
  }
  if (!same_spec) found.not_supported("", std::string(restricted));
  const bool relabelled = std::ranges::any_of(reserved_labels, [&](std::string_view name) {
    return label_of(review.object, name) != label_of(review.old_object, name);
  });
  if (relabelled)
    found.not_supported("metadata.labels",
                        "modification of the following reserved kubevirt.io/ labels on a VMI object is prohibited");
  return Outcome::broken_rules(std::move(errors));
}

}  // namespace coracle::virt::api
