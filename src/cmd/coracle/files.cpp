#include "cmd/coracle/files.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"

namespace coracle::cmd {

void write_file(const std::string& path, std::string_view content, unsigned mode) {
  const auto slash = path.rfind('/');
  if (path.empty() || path.front() != '/' || slash + 1 == path.size())
    throw Error(Reason::bad_request, "'" + path + "' must be an absolute path of a file");
  const auto root = open_directory("/");
  const auto folder = make_directories(root.get(), path.substr(1, slash == 0 ? 0 : slash - 1), 0700);
  write_file_atomically(folder.get(), path.substr(slash + 1), content, mode);
}

std::string read_file_if_present(const std::string& path, std::size_t limit) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return {};
  return read_to_end(file.get(), limit, path);
}

bool remove_path(const std::string& path) {
  // The way there may lead through links of the machine's: /var/run is one.
  const auto slash = path.rfind('/');
  const auto parent = path.substr(0, std::max<std::size_t>(slash, 1));
  if (::access(parent.c_str(), F_OK) != 0) return false;
  const auto folder = open_directory(parent);
  return remove_tree(folder.get(), path.substr(slash + 1));
}

}  // namespace coracle::cmd
