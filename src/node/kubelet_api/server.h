#pragma once
// The kubelet's API for the API server: logs, exec, attach, port-forward, stats.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/core/v1/pod.h"
#include "base/log.h"
#include "base/scope.h"
#include "net/certificates.h"
#include "node/paths.h"
#include "rpc/cri.h"

namespace coracle::node::kubelet_api {

/// A pod as the node agent knows it now.
struct FoundPod {
  /// With the node's own, newest status: containerID ("containerd://<id>"), state and lastState of each container.
  std::shared_ptr<const api::core::v1::Pod> pod;
  std::string sandbox_id;  ///< of the running sandbox; empty when there is none
};

/// Asked on the server's loop.
class Lookup {
 public:
  virtual ~Lookup() = default;
  virtual std::optional<FoundPod> find(const std::string& ns, const std::string& name) const = 0;
  virtual std::vector<FoundPod> all() const = 0;
};

struct Options {
  std::uint16_t port = 10250;  ///< on 127.0.0.1; 0: a free one
  net::Identity identity;
  std::string client_ca_pem;
  std::string client_common_name = "kube-apiserver-kubelet-client";  ///< the only client that is served
  std::string node_name;
  std::uint64_t log_size = 10U << 20U;  ///< a container's log is rotated beyond it
  std::size_t log_files = 5;            ///< kept of a container, the current one among them
  Duration log_check = std::chrono::seconds(10);
};

/// GET /healthz /pods /runningpods/ /stats/summary
///     /containerLogs/{ns}/{pod}/{container}?follow&tailLines&sinceSeconds&sinceTime&timestamps&limitBytes&previous&stream
/// GET, POST /exec/{ns}/{pod}[/{uid}]/{container}?command&stdin&stdout&stderr&tty (or input, output, error)
///           /attach/{ns}/{pod}[/{uid}]/{container}, /portForward/{ns}/{pod}[/{uid}]?port
/// Streams speak SPDY/3.1 or WebSocket with the client and SPDY/3.1 with the runtime.
class Server {
 public:
  /// All outlive it. Throws Error when the port is taken.
  Server(Loop& loop, const rpc::CriClient& cri, const Lookup& lookup, Options options, Log log);
  ~Server();

  std::uint16_t port() const;  ///< for status.daemonEndpoints.kubeletEndpoint.Port
  /// Shows a new certificate from the next handshake on.
  void replace_identity(net::Identity identity);
  /// Serves, and rotates the logs of running containers, until cancelled; sessions end then.
  Task<> run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Where container logs lie: "<pod_logs>/<ns>_<name>_<uid>" is the sandbox's log_directory, and
/// "<container>/<restart count>.log" a container's log_path below it.
std::string pod_log_directory(const Paths& paths, const api::core::v1::Pod& pod);
std::string container_log_path(const std::string& container, std::uint32_t restart_count);
/// The last lines of a container's log as text, for terminationMessagePolicy FallbackToLogsOnError (80 lines and 2048
/// bytes at most there). Empty when there is no such file.
std::string last_log_lines(const std::string& log_path, std::size_t lines, std::size_t bytes);

}  // namespace coracle::node::kubelet_api
