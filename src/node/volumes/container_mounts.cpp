#include <fcntl.h>

#include "base/files.h"
#include "node/volumes/disk.h"
#include "node/volumes/fields.h"
#include "node/volumes/hosts.h"
#include "node/volumes/kinds.h"
#include "node/volumes/sub_path.h"
#include "node/volumes/volumes_impl.h"

namespace coracle::node::volumes {
namespace {
using api::core::v1::Pod;
using api::core::v1::Volume;
using api::core::v1::VolumeMount;

rpc::MountPropagation propagation_of(const VolumeMount& mount) {
  if (mount.mount_propagation == "HostToContainer") return rpc::MountPropagation::host_to_container;
  if (mount.mount_propagation == "Bidirectional") return rpc::MountPropagation::bidirectional;
  return rpc::MountPropagation::none;
}

struct ContainerView {
  const std::vector<VolumeMount>* mounts;
  std::string termination_path;
};
std::optional<ContainerView> container_view(const Pod& pod, const std::string& name) {
  for (const auto* list : {&pod.spec.init_containers, &pod.spec.containers})
    for (const auto& container : *list)
      if (container.name == name) return ContainerView{&container.volume_mounts, container.termination_message_path};
  for (const auto& container : pod.spec.ephemeral_containers)
    if (container.name == name) return ContainerView{&container.volume_mounts, container.termination_message_path};
  return std::nullopt;
}

const Volume* volume_named(const Pod& pod, const std::string& name) {
  for (const auto& volume : pod.spec.volumes)
    if (volume.name == name) return &volume;
  return nullptr;
}

/// subPathExpr with the container's environment; throws for a name that it does not have.
std::string expanded_sub_path(const VolumeMount& mount, const rpc::StringMap& environment) {
  if (mount.sub_path_expr.empty()) return mount.sub_path;
  const auto& text = mount.sub_path_expr;
  for (auto at = text.find("$("); at != std::string::npos; at = text.find("$(", at + 2)) {
    const auto end = text.find(')', at);
    const bool escaped = at > 0 && text[at - 1] == '$';
    if (end == std::string::npos || escaped) continue;
    const auto name = text.substr(at + 2, end - at - 2);
    if (!environment.contains(name)) throw Error(Reason::invalid, "missing value for \"" + name + "\"");
  }
  return expand(text, environment);
}
}  // namespace

Task<std::string> Volumes::Impl::sub_path(PodPointer pod, const Volume& volume, const VolumeMount& mount,
                                          std::string container, std::size_t index, rpc::StringMap environment) {
  const auto path = expanded_sub_path(mount, environment);
  const auto host_path = volume_path(paths, pod->metadata.uid, volume);
  if (path.empty()) co_return host_path;
  const auto folder = paths.pod(pod->metadata.uid);
  const auto place = "volume-subpaths/" + volume.name + "/" + container + "/" + std::to_string(index);
  const auto what =
      "failed to prepare subPath for volumeMount \"" + mount.name + "\" of container \"" + container + "\"";
  std::optional<Error> failed;
  try {
    co_await files.run([host_path, path, folder, place] {
      const auto source = open_sub_path(host_path, path);
      pin_sub_path(source.get(), folder, place);
    });
  } catch (const Error& error) {
    failed = error;
  }
  if (failed) {
    log.warning(what, {{"pod", pod->metadata.namespace_ + "/" + pod->metadata.name}, {"error", failed->what()}});
    throw Error(failed->reason(), what + ": " + failed->message());
  }
  co_return folder + "/" + place;
}

Task<ContainerMounts> Volumes::mounts(PodPointer pod, ContainerFacts facts) {
  auto& impl = *impl_;
  const auto& uid = pod->metadata.uid;
  const auto view = container_view(*pod, facts.name);
  if (!view || !is_folder_name(facts.name))
    throw Error(Reason::not_found, "container \"" + facts.name + "\" is not in pod " + pod->metadata.name);
  ContainerMounts made;
  bool has_hosts = false;
  for (std::size_t index = 0; index < view->mounts->size(); ++index) {
    const auto& wanted = (*view->mounts)[index];
    const auto* volume = volume_named(*pod, wanted.name);
    if (!volume)
      throw Error(Reason::not_found,
                  "volume \"" + wanted.name + "\" of container \"" + facts.name + "\" is not in the pod");
    if (wanted.recursive_read_only == "Enabled")
      throw Error(Reason::bad_request,
                  "recursiveReadOnly of volumeMount \"" + wanted.name + "\" is not supported by this release");
    rpc::Mount mount;
    mount.host_path = co_await impl.sub_path(pod, *volume, wanted, facts.name, index, facts.environment);
    mount.container_path = wanted.mount_path.starts_with('/') ? wanted.mount_path : "/" + wanted.mount_path;
    mount.readonly = wanted.read_only || traits_of(*volume).read_only;
    mount.propagation = propagation_of(wanted);
    has_hosts = has_hosts || mount.container_path == "/etc/hosts";
    made.mounts.push_back(std::move(mount));
  }
  if (!has_hosts && (!facts.pod_ips.empty() || pod->spec.host_network)) {
    const auto path = impl.paths.pod(uid) + "/etc-hosts";
    co_await impl.files.run([where = impl.paths, path, pod, facts] {
      std::string text;
      if (pod->spec.host_network) {
        const auto etc = open_directory("/etc");
        text = host_network_hosts_text(read_file(etc.get(), "hosts", 1U << 20U), pod->spec.host_aliases);
      } else {
        text = hosts_text(facts.pod_ips, facts.hostname, facts.domain, pod->spec.host_aliases);
      }
      write_in_place(where, path, text, 0644);
    });
    rpc::Mount mount;
    mount.host_path = path;
    mount.container_path = "/etc/hosts";
    made.mounts.push_back(std::move(mount));
  }
  if (!view->termination_path.empty()) {
    made.termination_log = co_await impl.files.run(
        [where = impl.paths, uid, name = facts.name] { return make_termination_log(where, uid, name); });
    rpc::Mount mount;
    mount.host_path = made.termination_log;
    mount.container_path = view->termination_path;
    made.mounts.push_back(std::move(mount));
  }
  co_return made;
}

}  // namespace coracle::node::volumes
