#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>

namespace nocloud {
namespace {

constexpr std::size_t max_file = 1 << 20;

bool write_all(int file, const std::string& content) {
  std::size_t done = 0;
  while (done < content.size()) {
    const auto written = write(file, content.data() + done, content.size() - done);
    if (written < 0 && errno != EINTR) return false;
    if (written > 0) done += static_cast<std::size_t>(written);
  }
  return true;
}

bool write_file(const std::string& path, const std::string& content, unsigned mode, int flags) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, mode);
  if (file < 0) return false;
  const bool written = write_all(file, content) && fchmod(file, mode) == 0;
  return close(file) == 0 && written;
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  std::string content;
  std::array<char, 16384> piece{};
  ssize_t got = 0;
  while (content.size() < max_file && (got = read(file, piece.data(), piece.size())) > 0) {
    content.append(piece.data(), static_cast<std::size_t>(got));
  }
  close(file);
  return got < 0 ? std::nullopt : std::optional(content);
}

bool replace_file(const std::string& path, const std::string& content, unsigned mode) {
  const auto temporary = path + ".new";
  return write_file(temporary, content, mode, O_TRUNC) && std::rename(temporary.c_str(), path.c_str()) == 0;
}

bool append_file(const std::string& path, const std::string& content, unsigned mode) {
  return write_file(path, content, mode, O_APPEND);
}

void make_parents(const std::string& path) {
  for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    mkdir(path.substr(0, slash).c_str(), 0755);
  }
}

}  // namespace nocloud
