#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace coracle::net {

/// A certificate (the leaf first, then its chain) and its private key, both PEM.
struct Identity {
  std::string certificate_pem;
  std::string key_pem;
};

/// What a certificate says.
struct CertificateInfo {
  std::string common_name;
  std::vector<std::string> organizations;
  std::vector<std::string> dns_names;
  std::vector<std::string> addresses;  ///< "127.0.0.1", "::1"
  std::string issuer_common_name;
  std::string serial;       ///< hex
  std::string fingerprint;  ///< SHA-256 of the DER, hex
  std::string der;
  WallTime not_before;
  WallTime not_after;
  bool is_authority = false;
  bool for_servers = false;  ///< extended key usage serverAuth
  bool for_clients = false;
};
/// The first certificate of the text.
Result<CertificateInfo> read_certificate(std::string_view pem);
/// Every certificate of the text.
Result<std::vector<CertificateInfo>> read_certificates(std::string_view pem);
/// True for a leaf (DER, as Peer has it) that one of the authorities signed for use by clients and that is valid now:
/// for a port that trusts several authorities for different ends (users, front proxies).
bool issued_by(std::string_view certificate_der, std::string_view authorities_pem);
/// The error when key and leaf do not belong together or one cannot be read.
Result<CertificateInfo> check_identity(const Identity& identity);

struct CertificateRequest {
  std::string common_name;
  std::vector<std::string> organizations;
  std::vector<std::string> dns_names;
  std::vector<std::string> addresses;  ///< numeric; a text that is no address throws Error(invalid)
  bool for_servers = false;
  bool for_clients = false;
  Duration validity = std::chrono::hours(24 * 365);
};

/// An authority with an ECDSA P-256 key. Certificates begin five minutes in the past, for clocks that differ.
class Authority {
 public:
  static Authority make(const std::string& common_name, Duration validity = std::chrono::hours(24 * 3650),
                        WallTime now = std::chrono::system_clock::now());
  /// Throws Error(invalid) for PEM that is no authority with its key.
  static Authority load(Identity identity);
  /// A new key and its certificate, signed by this authority. Never outlives the authority itself.
  Identity issue(const CertificateRequest& request, WallTime now = std::chrono::system_clock::now()) const;
  const Identity& identity() const { return identity_; }
  const std::string& certificate_pem() const { return identity_.certificate_pem; }

 private:
  explicit Authority(Identity identity) : identity_(std::move(identity)) {}
  Identity identity_;
};

/// The identity of a listener or client, replaceable while connections are made; every later handshake shows the new
/// one. May be used from several threads.
class CertificateSource {
 public:
  explicit CertificateSource(Identity identity) : identity_(std::make_shared<const Identity>(std::move(identity))) {}
  /// Throws Error(invalid) and keeps the old one when the parts do not belong together.
  void replace(Identity identity);
  std::shared_ptr<const Identity> get() const;
  std::uint64_t version() const { return version_; }  ///< grows with each replace()

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Identity> identity_;
  std::atomic<std::uint64_t> version_ = 1;
};

/// A new ECDSA P-256 key, PEM (PKCS #8).
std::string make_private_key();
/// The public half, PEM (SubjectPublicKeyInfo). Also of a public key or certificate PEM.
Result<std::string> public_key_of(std::string_view pem);
/// DER of a PEM public key (SubjectPublicKeyInfo): its SHA-256 in base64_url is the key id of Kubernetes' tokens.
Result<std::string> public_key_der(std::string_view pem);
/// x and y, 32 bytes each, of an ES256 key: for a JWK.
Result<std::pair<std::string, std::string>> public_key_point(std::string_view pem);
/// ES256 (RFC 7518 3.4): 64 bytes, r and s. Throws Error(invalid) for a key that is no P-256 key.
std::string sign_es256(std::string_view private_key_pem, std::string_view message);
/// False for any flaw of key or signature.
bool verify_es256(std::string_view public_key_pem, std::string_view message, std::string_view signature);

}  // namespace coracle::net
