#pragma once
// For tests: tar archives, an entry at a time.
#include <algorithm>
#include <array>
#include <cstdio>
#include <string>

namespace coracle::node {

/// One entry of a tar archive (POSIX ustar), padded to whole blocks. An archive ends with two empty ones.
inline std::string tar_entry(const std::string& name, const std::string& content, char type = '0',
                             const std::string& link = {}) {
  std::array<char, 512> header{};
  const auto put = [&](std::size_t at, const std::string& text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
  };
  std::array<char, 16> number{};
  put(0, name);
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  std::snprintf(number.data(), number.size(), "%011zo", content.size());
  put(124, number.data());
  put(136, "00000000000");
  put(156, std::string(1, type));
  put(157, link);
  put(257, std::string("ustar\0"
                       "00",
                       8));
  put(148, "        ");
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  std::snprintf(number.data(), number.size(), "%06o", sum);
  put(148, std::string(number.data()) + std::string("\0 ", 2));
  return std::string(header.data(), header.size()) + content + std::string((512 - content.size() % 512) % 512, '\0');
}

}  // namespace coracle::node
