#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/socket_address.h"
#include "net/tls_stream.h"

namespace coracle::net {
namespace {
/// Length, then name: RFC 7301 3.1.
constexpr std::array<unsigned char, 9> alpn_http = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*) {
  unsigned char* found = nullptr;
  const auto result =
      SSL_select_next_proto(&found, length, alpn_http.data(), alpn_http.size(), offered, offered_length);
  *chosen = found;
  // A client that speaks only HTTP/2 is told so in the handshake and not by nonsense later (RFC 7301 3.2).
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// Lets the handshake go on; the result is looked at afterwards.
int note_and_go_on(int, X509_STORE_CTX*) { return 1; }

void use_identity(SSL_CTX* context, const Identity& identity) {
  const auto chain = read_x509_chain(identity.certificate_pem);
  const auto key = read_private_key(identity.key_pem);
  bool fine = SSL_CTX_use_certificate(context, chain.front().get()) == 1 &&
              SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
  for (std::size_t i = 1; fine && i < chain.size(); ++i) fine = SSL_CTX_add1_chain_cert(context, chain[i].get()) == 1;
  if (!fine) throw Error(Reason::invalid, "certificate and key do not go together: " + openssl_reason());
}

ContextPtr new_context(const SSL_METHOD* method) {
  ContextPtr context(SSL_CTX_new(method), SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_cipher_list(context.get(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set1_groups_list(context.get(), "X25519:P-256:P-384");
  // No resumption: it would go on trusting a certificate whose authority has been taken away since.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context.get(), 0);
  return context;
}

void fill_in(Peer& peer, SSL* ssl) {
  const X509Ptr certificate(SSL_get1_peer_certificate(ssl));
  if (!certificate) return;
  const auto verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    peer.certificate_problem = X509_verify_cert_error_string(verified);
    return;
  }
  auto info = info_of(certificate.get());
  peer.common_name = std::move(info.common_name);
  peer.organizations = std::move(info.organizations);
  peer.certificate_der = std::move(info.der);
}
}  // namespace

struct TlsServer::State {
  std::mutex mutex;
  std::shared_ptr<CertificateSource> certificate;
  ClientCertificates clients;
  std::string authorities;
  ContextPtr context;
  std::uint64_t version = 0;  // of the certificate in `context`

  ContextPtr make() const {
    auto made = new_context(TLS_server_method());
    SSL_CTX_set_options(made.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
    use_identity(made.get(), *certificate->get());
    SSL_CTX_set_alpn_select_cb(made.get(), choose_protocol, nullptr);
    if (clients == ClientCertificates::none) return made;
    SSL_CTX_set_cert_store(made.get(), make_store(authorities).release());
    for (const auto& authority : read_x509_chain(authorities)) SSL_CTX_add_client_CA(made.get(), authority.get());
    if (clients == ClientCertificates::optional)
      SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER, note_and_go_on);
    else
      SSL_CTX_set_verify(made.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    return made;
  }
  ContextPtr current() {
    const std::lock_guard lock(mutex);
    const auto wanted = certificate->version();
    if (!context || version != wanted) {
      context = make();
      version = wanted;
    }
    return context;
  }
};

TlsServer::TlsServer(std::shared_ptr<CertificateSource> certificate, ClientCertificates clients,
                     std::string client_authorities_pem)
    : state_(std::make_unique<State>()) {
  state_->certificate = std::move(certificate);
  state_->clients = clients;
  state_->authorities = std::move(client_authorities_pem);
  state_->current();  // a bad certificate is told at start
}
TlsServer::~TlsServer() = default;

void TlsServer::trust(std::string client_authorities_pem) {
  const auto checked = make_store(client_authorities_pem);
  const std::lock_guard lock(state_->mutex);
  state_->authorities = std::move(client_authorities_pem);
  state_->context = nullptr;
}

Task<std::unique_ptr<Stream>> TlsServer::accept(std::unique_ptr<Stream> transport) {
  auto stream = std::make_unique<TlsStream>(co_await this_executor(), state_->current(), std::move(transport));
  SSL_set_accept_state(stream->ssl());
  co_await stream->shake_hands();
  auto peer = stream->peer();
  fill_in(peer, stream->ssl());
  stream->set_peer(std::move(peer));
  co_return stream;
}

struct TlsClient::State {
  Options options;
  std::mutex mutex;
  ContextPtr context;
  std::uint64_t version = 0;

  ContextPtr make() const {
    auto made = new_context(TLS_client_method());
    SSL_CTX_set_alpn_protos(made.get(), alpn_http.data(), alpn_http.size());
    if (options.certificate) use_identity(made.get(), *options.certificate->get());
    SSL_CTX_set_verify(made.get(), options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (!options.verify) return made;
    if (options.authorities_pem.empty())
      SSL_CTX_set_default_verify_paths(made.get());
    else
      SSL_CTX_set_cert_store(made.get(), make_store(options.authorities_pem).release());
    return made;
  }
  ContextPtr current() {
    const std::lock_guard lock(mutex);
    const auto wanted = options.certificate ? options.certificate->version() : 1;
    if (!context || version != wanted) {
      context = make();
      version = wanted;
    }
    return context;
  }
};

TlsClient::TlsClient(Options options) : state_(std::make_unique<State>()) {
  state_->options = std::move(options);
  state_->current();
}
TlsClient::~TlsClient() = default;

Task<std::unique_ptr<Stream>> TlsClient::connect(std::unique_ptr<Stream> transport, std::string server_name) {
  auto stream = std::make_unique<TlsStream>(co_await this_executor(), state_->current(), std::move(transport));
  const bool verify = state_->options.verify;  // the client may be gone once the handshake is done
  SSL_set_connect_state(stream->ssl());
  const bool numeric = numeric_address(server_name, 0).has_value();
  if (!numeric) SSL_set_tlsext_host_name(stream->ssl(), server_name.c_str());
  if (verify) {
    auto* rules = SSL_get0_param(stream->ssl());
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    const int set = numeric ? X509_VERIFY_PARAM_set1_ip_asc(rules, server_name.c_str())
                            : X509_VERIFY_PARAM_set1_host(rules, server_name.data(), server_name.size());
    if (server_name.empty() || set != 1)
      throw Error(Reason::invalid, "'" + server_name + "' is no name that a certificate can be checked for");
  }
  co_await stream->shake_hands();
  auto peer = stream->peer();
  if (verify) fill_in(peer, stream->ssl());
  stream->set_peer(std::move(peer));
  co_return stream;
}

}  // namespace coracle::net
