#include "node/pods/orphans.h"

#include "base/files.h"
#include "node/pods/runtime_config.h"

namespace coracle::node::pods {
namespace {

Task<> remove_sandboxes(Services& services, WantedPods wanted) {
  const auto all = co_await services.cri.list_pod_sandboxes({.id = {}, .labels = {{mark::node, services.node_name}}});
  for (const auto& one : all) {
    if (wanted().contains(one.metadata.uid)) continue;
    services.log.info("a sandbox that belongs to no pod is removed",
                      {{"pod", one.metadata.namespace_ + "/" + one.metadata.name}, {"uid", one.metadata.uid}});
    co_await services.cri.stop_pod_sandbox(one.id);
    co_await services.cri.remove_pod_sandbox(one.id);
  }
}

/// Folders of a version 1 or 2 hierarchy below `group` that are called pod<uid>.
void remove_groups(const Services& services, const std::set<std::string>& wanted, const std::string& group) {
  const auto mount = services.cgroups.mount_of("memory");
  if (mount.empty() || !services.cgroups.exists(group)) return;
  const auto folder = open_directory(mount + group);
  for (const auto& entry : list(folder.get(), ".")) {
    if (entry.kind != Entry::Kind::directory || !entry.name.starts_with("pod") || wanted.contains(entry.name.substr(3)))
      continue;
    try {
      services.cgroups.remove(group + "/" + entry.name);
    } catch (const Error& error) {
      services.log.warning("a control group of a pod that is gone cannot be removed", {{"error", error.what()}});
    }
  }
}

void remove_logs(const Services& services, const std::set<std::string>& wanted) {
  std::optional<Fd> folder;
  try {
    folder = open_directory(services.paths.pod_logs());
  } catch (const Error&) {
    return;  // nobody has logged yet
  }
  for (const auto& entry : list(folder->get(), ".")) {
    const auto at = entry.name.rfind('_');
    if (at == std::string::npos || wanted.contains(entry.name.substr(at + 1))) continue;
    remove_tree(folder->get(), entry.name);
  }
}
}  // namespace

Task<> remove_orphans(Services& services, WantedPods wanted) {
  co_await remove_sandboxes(services, wanted);
  const auto left = co_await services.volumes.leftovers(wanted());
  for (const auto& uid : left)
    if (!wanted().contains(uid)) co_await services.volumes.tear_down(uid);
  const auto now = wanted();
  for (const auto& uid : services.devices.holders())
    if (!now.contains(uid)) services.devices.release(uid);
  for (const char* below : {"", "/burstable", "/besteffort"})
    remove_groups(services, now, services.cgroup_root + below);
  remove_logs(services, now);
}

}  // namespace coracle::node::pods
