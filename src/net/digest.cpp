#include "net/digest.h"

#include <openssl/evp.h>

#include "base/error.h"

namespace coracle::net {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() {
    if (!context || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) broken("SHA-256 is not to be had");
  }
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  if (EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) != 1) broken("SHA-256 does not go on");
}

std::string Sha256::finish() {
  std::string out(32, '\0');
  unsigned length = 0;
  if (EVP_DigestFinal_ex(state_->context, reinterpret_cast<unsigned char*>(out.data()), &length) != 1 || length != 32)
    broken("SHA-256 does not end");
  return out;
}

}  // namespace coracle::net
