#pragma once

#include <string>

namespace nocloud {

// SHA-512 crypt with a random salt.
std::string hash_password(const std::string& password);

}  // namespace nocloud
