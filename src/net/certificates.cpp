#include "net/certificates.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "net/encoding.h"
#include "net/tls_context.h"

namespace coracle::net {
namespace {
using BioPtr = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;

BioPtr reading(std::string_view text) { return BioPtr(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))); }

std::vector<std::string> name_entries(X509_NAME* name, int which) {
  std::vector<std::string> found;
  for (int at = X509_NAME_get_index_by_NID(name, which, -1); at >= 0;
       at = X509_NAME_get_index_by_NID(name, which, at)) {
    unsigned char* text = nullptr;
    const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    if (length < 0) continue;
    found.emplace_back(reinterpret_cast<char*>(text), static_cast<std::size_t>(length));
    OPENSSL_free(text);
  }
  return found;
}

std::string common_name_of(X509_NAME* name) {
  const auto names = name_entries(name, NID_commonName);
  return names.empty() ? std::string() : names.back();
}

WallTime time_of(const ASN1_TIME* time) {
  tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

void read_alternative_names(X509* certificate, CertificateInfo& info) {
  auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const auto* name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_DNS) {
      info.dns_names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName)),
                                  static_cast<std::size_t>(ASN1_STRING_length(name->d.dNSName)));
    } else if (name->type == GEN_IPADD) {
      std::array<char, INET6_ADDRSTRLEN> text{};
      const int length = ASN1_STRING_length(name->d.iPAddress);
      const int family = length == 4 ? AF_INET : AF_INET6;
      if (length != 4 && length != 16) continue;
      inet_ntop(family, ASN1_STRING_get0_data(name->d.iPAddress), text.data(), text.size());
      info.addresses.emplace_back(text.data());
    }
  }
  GENERAL_NAMES_free(names);
}
}  // namespace

void OpensslDelete::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void OpensslDelete::operator()(ssl_st* connection) const { SSL_free(connection); }
void OpensslDelete::operator()(x509_st* certificate) const { X509_free(certificate); }
void OpensslDelete::operator()(x509_store_st* store) const { X509_STORE_free(store); }

std::string openssl_reason() {
  const auto code = ERR_get_error();
  std::string reason = "unknown reason";
  if (code != 0) {
    const char* text = ERR_reason_error_string(code);
    std::array<char, 256> whole{};
    if (text == nullptr) ERR_error_string_n(code, whole.data(), whole.size());
    reason = text ? text : whole.data();
  }
  ERR_clear_error();
  return reason;
}

std::vector<X509Ptr> read_x509_chain(std::string_view pem) {
  std::vector<X509Ptr> chain;
  const auto bio = reading(pem);
  ERR_clear_error();
  while (auto* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) chain.emplace_back(certificate);
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  const auto reason = openssl_reason();
  if (chain.empty() || !at_end)
    throw Error(Reason::invalid, "not a PEM certificate: " + (at_end ? std::string("none found") : reason));
  return chain;
}

KeyPtr read_private_key(std::string_view pem) {
  ERR_clear_error();
  // An empty pass phrase: OpenSSL would ask on the terminal for that of an encrypted key.
  KeyPtr key(PEM_read_bio_PrivateKey(reading(pem).get(), nullptr, nullptr, const_cast<char*>("")));
  if (!key) throw Error(Reason::invalid, "not a PEM private key: " + openssl_reason());
  return key;
}

StorePtr make_store(std::string_view authorities_pem) {
  StorePtr store(X509_STORE_new());
  for (const auto& authority : read_x509_chain(authorities_pem)) X509_STORE_add_cert(store.get(), authority.get());
  return store;
}

CertificateInfo info_of(X509* certificate) {
  CertificateInfo info;
  info.common_name = common_name_of(X509_get_subject_name(certificate));
  info.organizations = name_entries(X509_get_subject_name(certificate), NID_organizationName);
  info.issuer_common_name = common_name_of(X509_get_issuer_name(certificate));
  read_alternative_names(certificate, info);
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate, &der);
  if (length > 0) info.der.assign(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  info.fingerprint = hex(sha256(info.der));
  const auto* serial = X509_get0_serialNumber(certificate);
  info.serial = hex({reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                     static_cast<std::size_t>(ASN1_STRING_length(serial))});
  info.not_before = time_of(X509_get0_notBefore(certificate));
  info.not_after = time_of(X509_get0_notAfter(certificate));
  info.is_authority = X509_check_ca(certificate) == 1;
  const auto usage = X509_get_extended_key_usage(certificate);  // all bits where there is no such extension
  info.for_servers = (usage & XKU_SSL_SERVER) != 0;
  info.for_clients = (usage & XKU_SSL_CLIENT) != 0;
  return info;
}

Result<std::vector<CertificateInfo>> read_certificates(std::string_view pem) {
  try {
    std::vector<CertificateInfo> found;
    for (const auto& certificate : read_x509_chain(pem)) found.push_back(info_of(certificate.get()));
    return found;
  } catch (const Error& error) {
    return error;
  }
}

Result<CertificateInfo> read_certificate(std::string_view pem) {
  auto found = read_certificates(pem);
  if (!found) return found.error();
  return std::move(found->front());
}

Result<CertificateInfo> check_identity(const Identity& identity) {
  try {
    const auto chain = read_x509_chain(identity.certificate_pem);
    const auto key = read_private_key(identity.key_pem);
    if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
      ERR_clear_error();
      return Error(Reason::invalid, "the private key does not belong to the certificate");
    }
    return info_of(chain.front().get());
  } catch (const Error& error) {
    return error;
  }
}

bool issued_by(std::string_view certificate_der, std::string_view authorities_pem) {
  const auto* place = reinterpret_cast<const unsigned char*>(certificate_der.data());
  const X509Ptr certificate(d2i_X509(nullptr, &place, static_cast<long>(certificate_der.size())));
  if (!certificate || authorities_pem.empty()) return false;
  const auto store = make_store(authorities_pem);
  const std::unique_ptr<X509_STORE_CTX, OpensslFree<X509_STORE_CTX_free>> check(X509_STORE_CTX_new());
  X509_STORE_CTX_init(check.get(), store.get(), certificate.get(), nullptr);
  X509_STORE_CTX_set_default(check.get(), "ssl_client");
  const bool fine = X509_verify_cert(check.get()) == 1;
  ERR_clear_error();
  return fine;
}

void CertificateSource::replace(Identity identity) {
  check_identity(identity).take();
  auto made = std::make_shared<const Identity>(std::move(identity));
  const std::lock_guard lock(mutex_);
  identity_ = std::move(made);
  ++version_;
}

std::shared_ptr<const Identity> CertificateSource::get() const {
  const std::lock_guard lock(mutex_);
  return identity_;
}

}  // namespace coracle::net
