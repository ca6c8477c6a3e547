#pragma once
#include <memory>
#include <string>

#include "net/certificates.h"
#include "net/stream.h"

namespace coracle::net {

enum class ClientCertificates {
  none,      ///< not asked for
  optional,  ///< asked for; one that does not count is told in Peer::certificate_problem, as kube-apiserver wants it
  required,  ///< without a valid one there is no connection
};

/// The server's side of TLS (1.2 and 1.3, ALPN "http/1.1"). One may serve listeners of several threads.
/// What Server calls is virtual, so that a program whose servers have no TLS is linked without OpenSSL.
class TlsServer {
 public:
  explicit TlsServer(std::shared_ptr<CertificateSource> certificate,
                     ClientCertificates clients = ClientCertificates::none, std::string client_authorities_pem = {});
  virtual ~TlsServer();
  /// From the next handshake on, client certificates of these authorities (one or more, PEM) count.
  void trust(std::string client_authorities_pem);
  /// Shakes hands. The stream's peer holds what the client's certificate says, once verified. Bound it by within().
  virtual Task<std::unique_ptr<Stream>> accept(std::unique_ptr<Stream> transport);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The client's side of TLS.
class TlsClient {
 public:
  struct Options {
    std::string authorities_pem;                     ///< whom servers must be signed by; empty: the system's
    std::shared_ptr<CertificateSource> certificate;  ///< shown when the server asks; may be null
    bool verify = true;                              ///< false only where a user asks for it in so many words
  };
  explicit TlsClient(Options options);
  ~TlsClient();
  /// Shakes hands and checks that the certificate is for `server_name`, a DNS name or a numeric address.
  Task<std::unique_ptr<Stream>> connect(std::unique_ptr<Stream> transport, std::string server_name);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coracle::net
