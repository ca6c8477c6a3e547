#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/random.h"
#include "net/certificates.h"
#include "net/socket_address.h"
#include "net/tls_context.h"

namespace coracle::net {
namespace {
constexpr auto clock_skew = std::chrono::minutes(5);

void must(bool done, const char* doing) {
  if (!done) throw Error(Reason::internal_error, std::string(doing) + ": " + openssl_reason());
}

KeyPtr new_p256_key() {
  KeyPtr key(EVP_EC_gen("P-256"));
  must(key != nullptr, "make a key");
  return key;
}

template <class Write>
std::string written_pem(Write write) {
  const std::unique_ptr<BIO, OpensslFree<BIO_free_all>> bio(BIO_new(BIO_s_mem()));
  must(write(bio.get()) == 1, "write PEM");
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

std::string private_key_pem(EVP_PKEY* key) {
  return written_pem(
      [key](BIO* bio) { return PEM_write_bio_PKCS8PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr); });
}
std::string certificate_pem_of(X509* certificate) {
  return written_pem([certificate](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

void set_random_serial(X509* certificate) {
  auto bytes = random_bytes(16);
  bytes[0] = static_cast<char>((bytes[0] & 0x3f) | 0x40);  // positive, of a fixed length (RFC 5280 4.1.2.2)
  BIGNUM* number = BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), 16, nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
}

void set_name(X509_NAME* name, const std::string& common_name, const std::vector<std::string>& organizations) {
  const auto add = [name](const char* field, const std::string& text) {
    must(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0) == 1,
         "name a certificate");
  };
  for (const auto& organization : organizations) add("O", organization);
  if (!common_name.empty()) add("CN", common_name);
}

void set_time(ASN1_TIME* place, WallTime time) {
  must(ASN1_TIME_set(place, std::chrono::system_clock::to_time_t(time)) != nullptr, "date a certificate");
}

void add_extension(X509* certificate, X509* issuer, int which, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  auto* extension = X509V3_EXT_conf_nid(nullptr, &context, which, value.c_str());
  must(extension != nullptr, "add a certificate's extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

/// Built as objects: in OpenSSL's text form a comma in a name would begin another one.
void add_alternative_names(X509* certificate, const CertificateRequest& request) {
  if (request.dns_names.empty() && request.addresses.empty()) return;
  const std::unique_ptr<GENERAL_NAMES, OpensslFree<GENERAL_NAMES_free>> names(GENERAL_NAMES_new());
  const auto add = [&names](int type, std::string_view bytes) {
    auto* text = type == GEN_DNS ? ASN1_IA5STRING_new() : ASN1_OCTET_STRING_new();
    ASN1_STRING_set(text, bytes.data(), static_cast<int>(bytes.size()));
    auto* name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, type, text);
    sk_GENERAL_NAME_push(names.get(), name);
  };
  for (const auto& name : request.dns_names) add(GEN_DNS, name);
  for (const auto& address : request.addresses) {
    auto* bytes = a2i_IPADDRESS(address.c_str());
    if (bytes == nullptr) throw Error(Reason::invalid, "'" + address + "' is no address that a certificate can name");
    add(GEN_IPADD, {reinterpret_cast<const char*>(ASN1_STRING_get0_data(bytes)),
                    static_cast<std::size_t>(ASN1_STRING_length(bytes))});
    ASN1_OCTET_STRING_free(bytes);
  }
  must(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1,
       "add a certificate's names");
}

X509Ptr new_certificate(EVP_PKEY* key, const CertificateRequest& request, WallTime now, WallTime latest) {
  X509Ptr certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  set_random_serial(certificate.get());
  set_name(X509_get_subject_name(certificate.get()), request.common_name, request.organizations);
  set_time(X509_getm_notBefore(certificate.get()), now - clock_skew);
  const auto end = now + std::chrono::duration_cast<WallTime::duration>(request.validity);
  set_time(X509_getm_notAfter(certificate.get()), std::min(end, latest));
  must(X509_set_pubkey(certificate.get(), key) == 1, "make a certificate");
  return certificate;
}
}  // namespace

Authority Authority::make(const std::string& common_name, Duration validity, WallTime now) {
  const auto key = new_p256_key();
  CertificateRequest request;
  request.common_name = common_name;
  request.validity = validity;
  const auto certificate = new_certificate(key.get(), request, now, WallTime::max());
  auto* self = certificate.get();
  X509_set_issuer_name(self, X509_get_subject_name(self));
  add_extension(self, self, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(self, self, NID_key_usage, "critical,keyCertSign,cRLSign,digitalSignature");
  add_extension(self, self, NID_subject_key_identifier, "hash");
  must(X509_sign(self, key.get(), EVP_sha256()) > 0, "sign a certificate");
  return Authority({certificate_pem_of(self), private_key_pem(key.get())});
}

Authority Authority::load(Identity identity) {
  const auto info = check_identity(identity).take();
  if (!info.is_authority)
    throw Error(Reason::invalid, "the certificate of '" + info.common_name + "' is not that of an authority");
  return Authority(std::move(identity));
}

Identity Authority::issue(const CertificateRequest& request, WallTime now) const {
  const auto issuer_chain = read_x509_chain(identity_.certificate_pem);
  auto* issuer = issuer_chain.front().get();
  const auto issuer_key = read_private_key(identity_.key_pem);
  const auto key = new_p256_key();
  const auto certificate = new_certificate(key.get(), request, now, info_of(issuer).not_after);
  auto* self = certificate.get();
  X509_set_issuer_name(self, X509_get_subject_name(issuer));
  add_extension(self, issuer, NID_basic_constraints, "critical,CA:FALSE");
  add_extension(self, issuer, NID_key_usage, "critical,digitalSignature");
  std::string usage;
  if (request.for_servers) usage = "serverAuth";
  if (request.for_clients) usage += usage.empty() ? "clientAuth" : ",clientAuth";
  if (!usage.empty()) add_extension(self, issuer, NID_ext_key_usage, usage);
  add_extension(self, issuer, NID_subject_key_identifier, "hash");
  add_extension(self, issuer, NID_authority_key_identifier, "keyid:always");
  add_alternative_names(self, request);
  must(X509_sign(self, issuer_key.get(), EVP_sha256()) > 0, "sign a certificate");
  return {certificate_pem_of(self), private_key_pem(key.get())};
}

std::string make_private_key() { return private_key_pem(new_p256_key().get()); }

}  // namespace coracle::net
