#pragma once

#include <optional>
#include <string>

namespace nocloud {

// The whole file, at most 1 MiB of it; nothing where it cannot be read.
std::optional<std::string> read_file(const std::string& path);
// Written beside it and renamed. False, with errno, where that fails.
bool replace_file(const std::string& path, const std::string& content, unsigned mode);
bool append_file(const std::string& path, const std::string& content, unsigned mode);
// The folders above a path, as far as they are missing.
void make_parents(const std::string& path);

}  // namespace nocloud
