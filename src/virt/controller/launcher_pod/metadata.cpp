#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "api/kubevirt/v1/names.h"
#include "json/value.h"
#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::controller::launcher_pod {
namespace {

/// Annotations of an instance that say nothing about its pod.
constexpr std::array<std::string_view, 3> kept_back = {"kubectl.kubernetes.io",
                                                       kubevirt::annotation::storage_observed_api_version,
                                                       kubevirt::annotation::latest_observed_api_version};

constexpr std::string_view skip_backup_hooks = "kubevirt.io/skip-backup-hooks";

std::map<std::string, std::string> labels(const kubevirt::VirtualMachineInstance& vmi) {
  auto labels = vmi.metadata.labels;
  labels[std::string(kubevirt::label::app)] = "virt-launcher";
  labels[std::string(kubevirt::label::created_by)] = vmi.metadata.uid;
  labels[std::string(kubevirt::label::vm_name)] = guest_hostname(vmi);
  labels[std::string(kubevirt::label::vmi_id)] = vmi_id(vmi.metadata.name);
  return labels;
}

/// Velero freezes the guest's filesystems around a backup of the pod's volumes.
void add_backup_hooks(const kubevirt::VirtualMachineInstance& vmi, std::map<std::string, std::string>& annotations) {
  if (const auto found = vmi.metadata.annotations.find(std::string(skip_backup_hooks));
      found != vmi.metadata.annotations.end() && found->second == "true") {
    return;
  }
  const auto command = [&vmi](const char* what) {
    const auto& meta = vmi.metadata;
    return json::serialize(json::Array{"/usr/bin/virt-freezer", what, "--name", json::Value(meta.name), "--namespace",
                                       json::Value(meta.namespace_)});
  };
  annotations["pre.hook.backup.velero.io/container"] = "compute";
  annotations["pre.hook.backup.velero.io/command"] = command("--freeze");
  annotations["pre.hook.backup.velero.io/timeout"] = "60s";
  annotations["post.hook.backup.velero.io/container"] = "compute";
  annotations["post.hook.backup.velero.io/command"] = command("--unfreeze");
}

bool is_masqueraded(const kubevirt::VirtualMachineInstance& vmi) {
  return std::ranges::any_of(vmi.spec.domain.devices.interfaces,
                             [](const auto& nic) { return nic.masquerade.has_value(); });
}

std::map<std::string, std::string> annotations(const Input& input) {
  std::map<std::string, std::string> all;
  for (const auto& [key, value] : input.vmi.metadata.annotations) {
    if (std::ranges::none_of(kept_back, [&key](auto prefix) { return key.starts_with(prefix); })) all[key] = value;
  }
  all[std::string(kubevirt::annotation::domain)] = input.vmi.metadata.name;
  all["kubectl.kubernetes.io/default-container"] = "compute";
  all[std::string(kubevirt::annotation::migration_transport_unix)] = "true";
  all["descheduler.alpha.kubernetes.io/request-evict-only"] = "";
  all[std::string(kubevirt::annotation::memory_overhead_bytes)] =
      std::to_string(shared::memory_overhead(input.vmi.spec.domain, input.config));
  if (is_masqueraded(input.vmi)) {
    all["traffic.sidecar.istio.io/kubevirtInterfaces"] = "k6t-eth0";
    all["istio.io/reroute-virtual-interfaces"] = "k6t-eth0";
  }
  add_backup_hooks(input.vmi, all);
  return all;
}

}  // namespace

api::meta::v1::ObjectMeta metadata(const Input& input) {
  const auto& vmi = input.vmi;
  api::meta::v1::ObjectMeta meta;
  meta.generate_name = fmt::format("virt-launcher-{}-", vmi.metadata.name);
  meta.namespace_ = vmi.metadata.namespace_;
  meta.labels = labels(vmi);
  meta.annotations = annotations(input);
  meta.owner_references = {{.api_version = vmi.api_version,
                            .kind = vmi.kind,
                            .name = vmi.metadata.name,
                            .uid = vmi.metadata.uid,
                            .controller = true,
                            .block_owner_deletion = true}};
  return meta;
}

}  // namespace coracle::virt::controller::launcher_pod
