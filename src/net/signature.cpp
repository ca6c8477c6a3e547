#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "net/certificates.h"
#include "net/tls_context.h"

namespace coracle::net {
namespace {
constexpr int number_size = 32;  // of r, s, x and y

BIO* bio_of(std::string_view text) { return BIO_new_mem_buf(text.data(), static_cast<int>(text.size())); }
using TextBio = std::unique_ptr<BIO, OpensslFree<BIO_free_all>>;
using NumberPtr = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;
using SignaturePtr = std::unique_ptr<ECDSA_SIG, OpensslFree<ECDSA_SIG_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, OpensslFree<EVP_MD_CTX_free>>;

/// Of a public key, a private key or a certificate; null when it is none of them.
KeyPtr any_key(std::string_view pem) {
  ERR_clear_error();
  KeyPtr key;
  if (pem.find("BEGIN CERTIFICATE") != std::string_view::npos) {
    const X509Ptr certificate(PEM_read_bio_X509(TextBio(bio_of(pem)).get(), nullptr, nullptr, nullptr));
    if (certificate) key.reset(X509_get_pubkey(certificate.get()));
  } else if (pem.find("PRIVATE KEY") != std::string_view::npos) {
    key.reset(PEM_read_bio_PrivateKey(TextBio(bio_of(pem)).get(), nullptr, nullptr, const_cast<char*>("")));
  } else {
    key.reset(PEM_read_bio_PUBKEY(TextBio(bio_of(pem)).get(), nullptr, nullptr, nullptr));
  }
  ERR_clear_error();
  return key;
}

bool is_p256(EVP_PKEY* key) {
  std::array<char, 32> group{};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) == 1 &&
         std::string_view(group.data()) == "prime256v1";
}

Error no_key() { return {Reason::invalid, "not a PEM key or certificate"}; }
const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
}  // namespace

Result<std::string> public_key_of(std::string_view pem) {
  const auto key = any_key(pem);
  if (!key) return no_key();
  const TextBio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PUBKEY(bio.get(), key.get());
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(length));
}

Result<std::string> public_key_der(std::string_view pem) {
  const auto key = any_key(pem);
  if (!key) return no_key();
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key.get(), &der);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(std::max(length, 0)));
  OPENSSL_free(der);
  return bytes;
}

Result<std::pair<std::string, std::string>> public_key_point(std::string_view pem) {
  const auto key = any_key(pem);
  if (!key) return no_key();
  if (!is_p256(key.get())) return Error(Reason::invalid, "not a P-256 key");
  BIGNUM* x = nullptr;
  BIGNUM* y = nullptr;
  EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, &x);
  EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, &y);
  const NumberPtr own_x(x);
  const NumberPtr own_y(y);
  std::pair<std::string, std::string> point{std::string(number_size, '\0'), std::string(number_size, '\0')};
  if (!x || !y || BN_bn2binpad(x, raw(point.first), number_size) < 0 ||
      BN_bn2binpad(y, raw(point.second), number_size) < 0)
    return Error(Reason::invalid, "not a P-256 key");
  return point;
}

std::string sign_es256(std::string_view private_key_pem, std::string_view message) {
  const auto key = read_private_key(private_key_pem);
  if (!is_p256(key.get())) throw Error(Reason::invalid, "ES256 needs a P-256 key");
  const DigestContext context(EVP_MD_CTX_new());
  std::string der(128, '\0');
  std::size_t length = der.size();
  if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), raw(der), &length, raw(message), message.size()) != 1)
    throw Error(Reason::internal_error, "sign: " + openssl_reason());
  const auto* place = raw(std::string_view(der));
  const SignaturePtr signature(d2i_ECDSA_SIG(nullptr, &place, static_cast<long>(length)));
  std::string bytes(2 * number_size, '\0');
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), raw(bytes), number_size);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), raw(bytes) + number_size, number_size);
  return bytes;
}

bool verify_es256(std::string_view public_key_pem, std::string_view message, std::string_view signature) {
  const auto key = any_key(public_key_pem);
  if (!key || !is_p256(key.get()) || signature.size() != 2 * number_size) return false;
  const SignaturePtr parts(ECDSA_SIG_new());
  ECDSA_SIG_set0(parts.get(), BN_bin2bn(raw(signature), number_size, nullptr),
                 BN_bin2bn(raw(signature) + number_size, number_size, nullptr));
  unsigned char* der = nullptr;
  const int length = i2d_ECDSA_SIG(parts.get(), &der);
  const DigestContext context(EVP_MD_CTX_new());
  const bool fine =
      length > 0 && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(length), raw(message), message.size()) == 1;
  OPENSSL_free(der);
  ERR_clear_error();
  return fine;
}

}  // namespace coracle::net
