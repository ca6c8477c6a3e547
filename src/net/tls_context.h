#pragma once
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "net/certificates.h"

namespace coracle::net {

/// OpenSSL's objects, each freed by its own function.
template <auto free_function>
struct OpensslFree {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
using X509Ptr = std::unique_ptr<X509, OpensslFree<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, OpensslFree<EVP_PKEY_free>>;
using StorePtr = std::unique_ptr<X509_STORE, OpensslFree<X509_STORE_free>>;
using ContextPtr = std::shared_ptr<SSL_CTX>;

/// What OpenSSL's error queue says, which is empty afterwards.
std::string openssl_reason();
/// At least one. Throws Error(invalid) where the PEM holds none or is broken.
std::vector<X509Ptr> read_x509_chain(std::string_view pem);
KeyPtr read_private_key(std::string_view pem);
StorePtr make_store(std::string_view authorities_pem);
CertificateInfo info_of(X509* certificate);

}  // namespace coracle::net
