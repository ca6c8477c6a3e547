#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/loop.h"
#include "kube/client.h"
#include "kube/config.h"

namespace coracle::virtctl {

/// One run of virtctl: where the cluster is, and the connection to it, which is made when a command first asks for it.
class Session {
 public:
  /// `program` is what usage lines call us: "virtctl" or "kubectl virt".
  explicit Session(std::string program) : program_(std::move(program)) {}

  /// What the global flags say; filled in by the command line.
  kube::Overrides& overrides() { return overrides_; }
  /// --request-timeout, as it was given.
  std::string& request_timeout() { return request_timeout_; }
  const std::string& program() const { return program_; }
  /// The loop that the command runs on, for signals.
  Loop& loop() { return *loop_; }
  void run_on(Loop& loop) { loop_ = &loop; }
  /// Ends the connection to the cluster. It must not outlive the loop that it lives on.
  void disconnect();

  // These read the kubeconfig; they throw Error saying which file lacks what.
  const std::string& ns();
  net::RoundTrip& transport();
  kube::Client& client();

  /// The global flags that were given, as arguments for another virtctl that this one starts.
  std::vector<std::string> global_arguments() const;

 private:
  void connect();

  std::string program_;
  kube::Overrides overrides_;
  std::string request_timeout_;
  Loop* loop_ = nullptr;
  std::string ns_;
  std::unique_ptr<net::RoundTrip> transport_;
  std::unique_ptr<kube::Client> client_;
};

}  // namespace coracle::virtctl
