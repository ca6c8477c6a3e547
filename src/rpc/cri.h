#pragma once
#include <optional>
#include <string>
#include <vector>

#include "rpc/calls.h"
#include "rpc/cri_types.h"

namespace coracle::rpc {

struct ExecResult {
  std::string out;  ///< what it wrote to standard output
  std::string err;
  std::int32_t exit_code = 0;
};

struct Image {
  std::string id;  ///< digest of its configuration
  std::vector<std::string> repo_tags;
  std::vector<std::string> repo_digests;
  std::uint64_t size = 0;
  std::optional<std::int64_t> uid;  ///< of the image's USER, when that is a number
  std::string username;             ///< of the image's USER, when that is a name
  bool pinned = false;
};
struct ImageAuth {
  std::string username, password, auth, server_address, identity_token, registry_token;
};
struct FilesystemUsage {
  std::string mountpoint;
  WallTime timestamp{};
  std::uint64_t used_bytes = 0;
  std::uint64_t inodes_used = 0;
};
struct ContainerStats {
  std::string id;
  std::string name;
  StringMap labels;
  WallTime timestamp{};
  std::uint64_t cpu_usage_core_nano_seconds = 0;
  std::uint64_t memory_working_set_bytes = 0;
  std::uint64_t memory_usage_bytes = 0;
  FilesystemUsage writable_layer;
};

/// Which pods or containers a list shows; empty members do not restrict.
struct SandboxFilter {
  std::string id;
  StringMap labels;
};
struct ContainerFilter {
  std::string id;
  std::string pod_sandbox_id;
  StringMap labels;
};
struct StreamRequest {
  std::string container_id;
  std::vector<std::string> command;  ///< empty for attach
  bool tty = false;
  bool in = false;
  bool out = true;
  bool err = true;  ///< must be false with a tty
};

/// A container runtime, by the Container Runtime Interface. Every call has a deadline of its own and fails with an
/// Error that begins with the call's name and goes on in the runtime's words. Calls of one client may run side by side.
class CriClient {
 public:
  /// The connection must outlive the client and its calls.
  explicit CriClient(const Connection& connection) : connection_(connection) {}

  Task<RuntimeVersion> version() const;
  Task<std::vector<RuntimeCondition>> status() const;
  Task<> update_runtime_config(std::string pod_cidr) const;

  /// Returns the sandbox's id when its pause container runs and its network is up.
  Task<std::string> run_pod_sandbox(PodSandboxConfig config, std::string runtime_handler = {}) const;
  /// Stopping and removing what is stopped or gone succeeds.
  Task<> stop_pod_sandbox(std::string id) const;
  Task<> remove_pod_sandbox(std::string id) const;
  /// Throws not_found when there is none.
  Task<PodSandbox> pod_sandbox_status(std::string id, bool verbose = false) const;
  Task<std::vector<PodSandbox>> list_pod_sandboxes(SandboxFilter filter = {}) const;

  Task<std::string> create_container(std::string sandbox_id, ContainerConfig config, PodSandboxConfig sandbox) const;
  Task<> start_container(std::string id) const;
  /// Sends the stop signal, and SIGKILL after `grace` (whole seconds; 0 kills at once).
  Task<> stop_container(std::string id, std::chrono::seconds grace) const;
  Task<> remove_container(std::string id) const;
  Task<std::vector<Container>> list_containers(ContainerFilter filter = {}) const;
  Task<Container> container_status(std::string id, bool verbose = false) const;
  Task<> update_container_resources(std::string id, LinuxContainerResources resources) const;
  Task<> reopen_container_log(std::string id) const;

  /// Runs a command and returns all it wrote (16 MiB at most). When `limit` passes the command is killed: timeout.
  Task<ExecResult> exec_sync(std::string container_id, std::vector<std::string> command,
                             std::chrono::seconds limit) const;
  /// Addresses on the runtime's streaming server (http://127.0.0.1:PORT/...), good for one connection within a minute.
  Task<std::string> exec_url(StreamRequest request) const;
  Task<std::string> attach_url(StreamRequest request) const;
  Task<std::string> port_forward_url(std::string sandbox_id, std::vector<std::int32_t> ports) const;

  Task<ContainerStats> container_stats(std::string id) const;
  Task<std::vector<ContainerStats>> list_container_stats(ContainerFilter filter = {}) const;

  Task<std::vector<Image>> list_images() const;
  /// Nothing when the runtime does not have it.
  Task<std::optional<Image>> image_status(std::string name) const;
  /// Returns the image's id. The runtime asks the registries its own configuration names.
  Task<std::string> pull_image(std::string name, PodSandboxConfig sandbox, std::optional<ImageAuth> auth,
                               Duration limit) const;
  Task<> remove_image(std::string name) const;
  Task<std::vector<FilesystemUsage>> image_fs_info() const;

 private:
  const Connection& connection_;
};

}  // namespace coracle::rpc
