#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"

namespace coracle::node::mirror {

/// A registry (read only, plain HTTP, loopback) with the images of a Store's folder. Requests say with ?ns= whose
/// repository is meant, as containerd does for mirrors; without, docker.io. What is not there is a 404, and the
/// runtime asks the real registry.
/// https://github.com/opencontainers/distribution-spec/blob/main/spec.md
class Registry {
 public:
  /// Listens at once on 127.0.0.1; port 0 takes a free one. `folder` is Paths::images().
  Registry(Loop& loop, std::string folder, std::uint16_t port, Log log);
  ~Registry();
  std::uint16_t port() const;
  /// Serves until cancelled.
  Task<> run();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// containerd's _default/hosts.toml: asks the mirror first, then the registry of the image's name.
/// https://github.com/containerd/containerd/blob/main/docs/hosts.md
std::string hosts_toml(std::uint16_t mirror_port);
/// Writes it to <certs_folder>/_default/hosts.toml; containerd's config_path names the folder and reads it at each
/// pull.
void write_hosts_toml(const std::string& certs_folder, std::uint16_t mirror_port);

}  // namespace coracle::node::mirror
