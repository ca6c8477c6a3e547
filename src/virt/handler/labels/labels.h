#pragma once
#include <map>
#include <string>

#include "base/result.h"

namespace coracle::virt::handler {

/// What the node probe has written: libvirt's words. Of an image whoever may run pods can put there: hostile.
struct ProbeFiles {
  std::string capabilities;         ///< capabilities.xml
  std::string domain_capabilities;  ///< virsh_domcapabilities.xml
  std::string supported_features;   ///< supported_features.xml; may be empty
};

/// Largest file that is read, and most labels that are made.
inline constexpr std::size_t largest_probe_file = 4U << 20U;
inline constexpr std::size_t most_node_labels = 3000;

struct LabelOptions {
  bool kvm = false;                             ///< guests run with KVM here
  std::map<std::string, bool> obsolete_models;  ///< the cluster's obsoleteCPUModels
  std::string architecture = "amd64";
};

/// The labels by which guests find this node: processor models and features, machine types, Hyper-V features, timers.
/// An error when a file is no XML or lacks what every libvirt says.
Result<std::map<std::string, std::string>> node_labels(const ProbeFiles& files, const LabelOptions& options);

/// Whether a label is of those that node_labels makes: one that is not made any more is removed.
bool is_node_label(const std::string& name);

}  // namespace coracle::virt::handler
