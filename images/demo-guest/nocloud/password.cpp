#include "password.h"

#include <crypt.h>
#include <sys/random.h>
#include <array>
#include <string_view>

namespace nocloud {

std::string hash_password(const std::string& password) {
  static constexpr std::string_view alphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  // A salt need not be secret, so the boot does not wait for the kernel to be sure of its randomness.
  constexpr unsigned insecure = 0x4;
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), insecure) < 0) bytes.fill(0);
  std::string setting = "$6$";
  for (const auto byte : bytes) setting.push_back(alphabet[byte % alphabet.size()]);
  crypt_data data{};
  const char* hash = crypt_r(password.c_str(), setting.c_str(), &data);
  return hash != nullptr && hash[0] == '$' ? hash : "!";
}

}  // namespace nocloud
