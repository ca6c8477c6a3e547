#pragma once
#include <string>
#include <string_view>

namespace coracle::cmd {

/// Writes a file by its absolute path, whose folders are made (0700) where they are missing.
void write_file(const std::string& path, std::string_view content, unsigned mode = 0600);
/// Empty when there is none.
std::string read_file_if_present(const std::string& path, std::size_t limit = 1U << 20U);
/// False when there was none. The path is absolute.
bool remove_path(const std::string& path);

}  // namespace coracle::cmd
