#include "virt/operator/node_probe_pods.h"

#include "net/encoding.h"
#include "virt/operator/wanted.h"
#include "virt/shared/component_certificates.h"

namespace coracle::virt::operator_ {

std::string probe_pod_name(const ProbedNode& node, std::string_view image) {
  const auto text = node.name + "\n" + std::string(image) + "\n" + node.boot_id + (node.kvm ? "\nkvm" : "\nemulation");
  return "node-probe-" + net::hex(net::sha256(text)).substr(0, 8);
}

json::Value probe_pod(const ProbedNode& node, std::string_view image, std::string_view folder) {
  const auto name = probe_pod_name(node, image);
  json::Array args{"--node-probe", json::String(folder)};
  if (node.kvm) args.emplace_back("--kvm");
  // The image's user does; /dev/kvm is there in a privileged container alone, since no device plugin offers it yet, and
  // the probe leaves root as soon as it has it.
  json::Object security{{"runAsUser", 107},
                        {"runAsGroup", 107},
                        {"runAsNonRoot", true},
                        {"allowPrivilegeEscalation", false},
                        {"capabilities", json::Object{{"drop", json::Array{"ALL"}}}}};
  if (node.kvm) security = {{"runAsUser", 0}, {"privileged", true}};
  json::Object container{
      {"name", "node-probe"},
      {"image", json::String(image)},
      {"imagePullPolicy", "IfNotPresent"},
      {"command", json::Array{"/usr/bin/virt-launcher-monitor"}},
      {"args", std::move(args)},
      {"securityContext", std::move(security)},
      {"resources", json::Object{{"requests", json::Object{{"cpu", "10m"}, {"memory", "64Mi"}}}}},
      {"terminationMessagePolicy", "FallbackToLogsOnError"},
      {"volumeMounts", json::Array{json::Object{{"name", "node-labeller"}, {"mountPath", json::String(folder)}}}}};
  json::Object spec{
      {"nodeName", node.name},
      {"restartPolicy", "OnFailure"},
      {"automountServiceAccountToken", false},
      {"enableServiceLinks", false},
      {"tolerations", json::Array{json::Object{{"operator", "Exists"}}}},
      {"containers", json::Array{std::move(container)}},
      {"volumes",
       json::Array{json::Object{{"name", "node-labeller"},
                                {"hostPath", json::Object{{"path", json::String(folder)}, {"type", "Directory"}}}}}}};
  json::Object labels{{"kubevirt.io", "node-probe"},
                      {probe_label, name},
                      {managed_by_label, field_manager},
                      {"app.kubernetes.io/component", "kubevirt"}};
  json::Object metadata{{"name", name}, {"namespace", shared::install_namespace}, {"labels", std::move(labels)}};
  return json::Object{
      {"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", std::move(metadata)}, {"spec", std::move(spec)}};
}

}  // namespace coracle::virt::operator_
