#include "kube/merge_kubeconfig.h"

#include <yaml-cpp/yaml.h>

namespace coracle::kube {
namespace {

std::string name_of(const YAML::Node& entry) {
  return entry.IsMap() && entry["name"] ? entry["name"].as<std::string>() : std::string();
}

/// The entries of one list, those that `added` has by name in its form.
YAML::Node merged_list(const YAML::Node& existing, const YAML::Node& added) {
  YAML::Node list(YAML::NodeType::Sequence);
  const auto has = [](const YAML::Node& entries, const std::string& name) {
    if (!entries || !entries.IsSequence()) return false;
    for (const auto& entry : entries)
      if (name_of(entry) == name) return true;
    return false;
  };
  if (existing && existing.IsSequence())
    for (const auto& entry : existing)
      if (!has(added, name_of(entry))) list.push_back(entry);
  if (added && added.IsSequence())
    for (const auto& entry : added) list.push_back(entry);
  return list;
}
}  // namespace

Result<std::string> merge_kubeconfig(std::string_view existing, std::string_view added) {
  try {
    auto all = YAML::Load(std::string(existing));
    const auto more = YAML::Load(std::string(added));
    if (all.IsNull()) return std::string(added);
    if (!all.IsMap() || !more.IsMap()) return Error(Reason::invalid, "the kubeconfig is not a YAML mapping");
    for (const char* list : {"clusters", "users", "contexts"}) all[list] = merged_list(all[list], more[list]);
    all["current-context"] = more["current-context"];
    YAML::Emitter out;
    out << all;
    return std::string(out.c_str()) + "\n";
  } catch (const YAML::Exception& error) {
    return Error(Reason::invalid, std::string("the kubeconfig is not valid YAML: ") + error.what());
  }
}

}  // namespace coracle::kube
