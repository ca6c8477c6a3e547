#pragma once
#include <memory>
#include <string>

#include "net/certificates.h"

// OpenSSL's own names for its objects; its headers stay in .cpp files.
struct evp_pkey_st;
struct ssl_ctx_st;
struct ssl_st;
struct x509_st;
struct x509_store_st;

namespace coracle::net {

/// OpenSSL's objects, each freed by its own function.
template <auto free_function>
struct OpensslFree {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
/// The same for those that headers name.
struct OpensslDelete {
  void operator()(evp_pkey_st* key) const;
  void operator()(ssl_st* connection) const;
  void operator()(x509_st* certificate) const;
  void operator()(x509_store_st* store) const;
};
using X509Ptr = std::unique_ptr<x509_st, OpensslDelete>;
using KeyPtr = std::unique_ptr<evp_pkey_st, OpensslDelete>;
using StorePtr = std::unique_ptr<x509_store_st, OpensslDelete>;
using ContextPtr = std::shared_ptr<ssl_ctx_st>;

/// What OpenSSL's error queue says, which is empty afterwards.
std::string openssl_reason();
/// At least one. Throws Error(invalid) where the PEM holds none or is broken.
std::vector<X509Ptr> read_x509_chain(std::string_view pem);
KeyPtr read_private_key(std::string_view pem);
StorePtr make_store(std::string_view authorities_pem);
CertificateInfo info_of(x509_st* certificate);

}  // namespace coracle::net
