#pragma once
#include <memory>
#include <string>

#include "apiserver/node_dialer.h"
#include "apiserver/pki.h"
#include "apiserver/server.h"
#include "apiserver/service_resolver.h"
#include "base/log.h"

namespace coracle::apiserver {

/// A whole API server: store, kinds, identities, and its port. One per process and state folder.
class Instance {
 public:
  struct Options {
    std::string state_folder;           ///< holds store/ and pki/; made when missing
    std::string address = "127.0.0.1";  ///< numeric, to listen on
    std::uint16_t port = 6443;          ///< 0: a free one
    unsigned loops = 0;                 ///< threads that serve connections; 0: the cores, at most 8
    std::string issuer = "https://kubernetes.default.svc.cluster.local";
    /// Who serves the Services that webhooks and APIServices name; outlives the instance. Null: nobody.
    const ServiceResolver* services = nullptr;
    /// Where kubelets are that do not say it in their Node; outlives the instance. Null: every Node says it.
    const NodeDialer* nodes = nullptr;
    /// Of the certificates that it issues, its own too, which it renews in time while it runs.
    Duration certificate_life = std::chrono::hours(24 * 365);
  };
  /// Opens the store, makes or reads the keys, fills in what every cluster has, and listens. Throws Error saying what
  /// is in the way: the state in use by another process, the port taken, a damaged store.
  Instance(Options options, Log log);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  std::uint16_t port() const;
  std::string url() const;
  const Pki& pki() const;
  /// A client within this process that sends as this user, whose requests pass authorization and admission as any
  /// other. For one loop; the instance outlives it. Once the instance has stopped nothing is answered any more.
  std::unique_ptr<net::RoundTrip> client(net::User user);
  /// For the administrator: a client certificate of group system:masters.
  std::string admin_kubeconfig() const;

  /// Lets requests in flight finish for a second, ends watches, closes the store. The destructor does it too.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::apiserver
