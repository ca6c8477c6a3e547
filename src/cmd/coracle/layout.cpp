#include "cmd/coracle/layout.h"

#include "base/error.h"
#include "net/encoding.h"

namespace coracle::cmd {

Layout::Layout(std::string root) : root_(std::move(root)) {
  while (root_.ends_with('/')) root_.pop_back();
  if (!root_.empty() && root_.front() != '/') throw Error(Reason::bad_request, "--root must be an absolute path");
  // The sockets of the container runtime lie below it, and the kernel takes 107 bytes.
  if (root_.size() > 60) throw Error(Reason::bad_request, "--root must be no longer than 60 characters");
}

std::string Layout::cgroup() const {
  if (root_.empty()) return "/kubepods";
  return "/coracle-" + net::hex(net::sha256(root_)).substr(0, 8) + "/kubepods";
}

std::string Layout::containerd_cgroup() const {
  const auto pods = cgroup();
  const auto above = pods.substr(0, pods.rfind('/'));
  return (above.empty() ? "/coracle" : above) + "/containerd";
}

}  // namespace coracle::cmd
