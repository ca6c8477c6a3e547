#pragma once
#include <string>

namespace coracle::virt::handler {

/// What a guest or a launcher says, cut to `longest` bytes at a whole character and without control characters.
std::string bounded_text(std::string text, std::size_t longest);

}  // namespace coracle::virt::handler
