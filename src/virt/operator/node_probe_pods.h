#pragma once
// The pod that asks libvirt and QEMU what a node can do, where the components run in one process: on a cluster it is
// an init container of virt-handler. It stays as the record that it was done. Pure.
#include <string>
#include <string_view>

#include "json/value.h"

namespace coracle::virt::operator_ {

inline constexpr std::string_view probe_label = "coracle.dev/node-probe";  ///< its value is the pod's name

struct ProbedNode {
  std::string name;
  std::string boot_id;
  bool kvm = false;  ///< ask for KVM's answers, else for those of emulation
};

/// One a node, image, boot and way of running guests: "node-probe-1a2b3c4d".
std::string probe_pod_name(const ProbedNode& node, std::string_view image);
json::Value probe_pod(const ProbedNode& node, std::string_view image, std::string_view folder);

}  // namespace coracle::virt::operator_
