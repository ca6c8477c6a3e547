#pragma once
#include <memory>
#include <string>

#include "base/log.h"
#include "base/scope.h"
#include "net/http.h"

namespace coracle::virt::api {

struct Options {
  std::string address = "127.0.0.1";  ///< numeric, to listen on
  std::uint16_t port = 8443;          ///< 0: a free one
};

/// virt-api: the aggregated API of subresources.kubevirt.io and the admission webhooks, by TLS. Of one loop.
class Component {
 public:
  /// `api` outlives it. Listens at once, so that port() is known; handshakes wait for the certificate.
  Component(Loop& loop, net::RoundTrip& api, Options options, Log log);
  ~Component();
  /// Serves until cancelled.
  Task<> run();
  /// Waits until it answers.
  Task<> ready();
  std::uint16_t port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace coracle::virt::api
