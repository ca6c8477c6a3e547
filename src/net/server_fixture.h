#pragma once
// For the tests of this room: a server with a handler of theirs on a free port, and keys made once.
#include "net/client.h"
#include "net/server.h"

namespace coracle::net::test {

/// An authority and identities for 127.0.0.1, made once a program.
struct Keys {
  Authority authority = Authority::make("test-ca");
  Identity server = authority.issue(
      {.common_name = "server", .dns_names = {"localhost"}, .addresses = {"127.0.0.1"}, .for_servers = true});
  Identity client =
      authority.issue({.common_name = "alice", .organizations = {"staff", "admins"}, .for_clients = true});
};
inline const Keys& keys() {
  static const Keys made;
  return made;
}

inline std::shared_ptr<TlsServer> tls_server(ClientCertificates clients = ClientCertificates::none) {
  return std::make_shared<TlsServer>(std::make_shared<CertificateSource>(keys().server), clients,
                                     keys().authority.certificate_pem());
}
inline ClientOptions tls_options(bool with_certificate = false) {
  ClientOptions options;
  options.tls.authorities_pem = keys().authority.certificate_pem();
  if (with_certificate) options.tls.certificate = std::make_shared<CertificateSource>(keys().client);
  return options;
}

/// Answers by a plain function.
class FunctionHandler final : public Handler {
 public:
  using Function = std::function<Task<Response>(Request)>;
  explicit FunctionHandler(Function function, bool streams = false)
      : function_(std::move(function)), streams_(streams) {}
  Task<Response> handle(Request request) override { return function_(std::move(request)); }
  bool streams_body(const Request&) const override { return streams_; }

 private:
  Function function_;
  bool streams_;
};

inline Log quiet_log() { return Log("test", LogLevel::error); }

}  // namespace coracle::net::test
