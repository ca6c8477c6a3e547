#include "cri.pb.h"
#include "rpc/convert.h"

namespace coracle::rpc {
namespace v1 = ::runtime::v1;

namespace {
WallTime from_nanoseconds(std::int64_t nanoseconds) { return WallTime{std::chrono::nanoseconds(nanoseconds)}; }
template <class Map>
StringMap string_map(const Map& from) {
  return {from.begin(), from.end()};
}
template <class List>
std::vector<std::string> string_list(const List& from) {
  return {from.begin(), from.end()};
}

/// What sandboxes' list items and statuses have in common.
template <class From>
PodSandbox read_sandbox(const From& from) {
  PodSandbox to;
  to.id = from.id();
  to.metadata = {from.metadata().name(), from.metadata().uid(), from.metadata().namespace_(),
                 from.metadata().attempt()};
  to.state = from.state() == v1::SANDBOX_READY ? PodSandboxState::ready : PodSandboxState::not_ready;
  to.created_at = from_nanoseconds(from.created_at());
  to.labels = string_map(from.labels());
  to.annotations = string_map(from.annotations());
  to.runtime_handler = from.runtime_handler();
  return to;
}

ContainerState container_state(v1::ContainerState state) {
  const int number = state;
  return number >= 0 && number <= 2 ? static_cast<ContainerState>(number) : ContainerState::unknown;
}
template <class From>
Container read_container(const From& from) {
  Container to;
  to.id = from.id();
  to.name = from.metadata().name();
  to.attempt = from.metadata().attempt();
  to.state = container_state(from.state());
  to.created_at = from_nanoseconds(from.created_at());
  to.image = from.image().image();
  to.image_ref = from.image_ref();
  to.labels = string_map(from.labels());
  to.annotations = string_map(from.annotations());
  return to;
}

Mount read_mount(const v1::Mount& from) {
  Mount to;
  to.container_path = from.container_path();
  to.host_path = from.host_path();
  to.readonly = from.readonly();
  to.selinux_relabel = from.selinux_relabel();
  const int propagation = from.propagation();
  if (propagation >= 0 && propagation <= 2) to.propagation = static_cast<MountPropagation>(propagation);
  return to;
}
}  // namespace

PodSandbox read_message(const v1::PodSandbox& from) { return read_sandbox(from); }

PodSandbox read_message(const v1::PodSandboxStatus& from) {
  auto to = read_sandbox(from);
  if (!from.network().ip().empty()) to.ips.push_back(from.network().ip());
  for (const auto& more : from.network().additional_ips()) to.ips.push_back(more.ip());
  return to;
}

Container read_message(const v1::Container& from) {
  auto to = read_container(from);
  to.pod_sandbox_id = from.pod_sandbox_id();
  return to;
}

Container read_message(const v1::ContainerStatus& from) {
  auto to = read_container(from);
  to.started_at = from_nanoseconds(from.started_at());
  to.finished_at = from_nanoseconds(from.finished_at());
  to.exit_code = from.exit_code();
  to.reason = from.reason();
  to.message = from.message();
  for (const auto& mount : from.mounts()) to.mounts.push_back(read_mount(mount));
  to.log_path = from.log_path();
  return to;
}

Image read_message(const v1::Image& from) {
  Image to;
  to.id = from.id();
  to.repo_tags = string_list(from.repo_tags());
  to.repo_digests = string_list(from.repo_digests());
  to.size = from.size();
  if (from.has_uid()) to.uid = from.uid().value();
  to.username = from.username();
  to.pinned = from.pinned();
  return to;
}

FilesystemUsage read_message(const v1::FilesystemUsage& from) {
  return {from.fs_id().mountpoint(), from_nanoseconds(from.timestamp()), from.used_bytes().value(),
          from.inodes_used().value()};
}

ContainerStats read_message(const v1::ContainerStats& from) {
  ContainerStats to;
  to.id = from.attributes().id();
  to.name = from.attributes().metadata().name();
  to.labels = string_map(from.attributes().labels());
  to.timestamp = from_nanoseconds(std::max(from.cpu().timestamp(), from.memory().timestamp()));
  to.cpu_usage_core_nano_seconds = from.cpu().usage_core_nano_seconds().value();
  to.memory_working_set_bytes = from.memory().working_set_bytes().value();
  to.memory_usage_bytes = from.memory().usage_bytes().value();
  to.writable_layer = read_message(from.writable_layer());
  return to;
}

}  // namespace coracle::rpc
