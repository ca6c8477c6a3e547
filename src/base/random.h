#pragma once
#include <cstddef>
#include <string>

namespace coracle {

/// Bytes from the kernel's generator (getrandom); aborts if there are none.
std::string random_bytes(std::size_t count);
/// Lower-case UUID, version 4.
std::string random_uuid();
/// The suffix that generateName appends: letters and digits without vowels and look-alikes, so that no word appears.
/// Alphabet of k8s.io/apimachinery/pkg/util/rand: "bcdfghjklmnpqrstvwxz2456789".
std::string random_suffix(std::size_t length = 5);

}  // namespace coracle
