#include "node/volumes/host_path.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string_view>

#include "base/error.h"
#include "base/files.h"

namespace coracle::node::volumes {
namespace {
struct HostPathType {
  std::string_view name;
  mode_t format;
  std::string_view noun;
  bool create;
};
constexpr std::array<HostPathType, 7> host_path_types = {{
    {"DirectoryOrCreate", S_IFDIR, "directory", true},
    {"Directory", S_IFDIR, "directory", false},
    {"FileOrCreate", S_IFREG, "file", true},
    {"File", S_IFREG, "file", false},
    {"Socket", S_IFSOCK, "socket file", false},
    {"CharDevice", S_IFCHR, "character device", false},
    {"BlockDevice", S_IFBLK, "block device", false},
}};

/// Parents are made only for a directory: for a file they must be there (the documented behaviour).
void make_host_path(const std::string& path, mode_t format) {
  if (format == S_IFDIR) {
    for (auto slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
      if (::mkdir(path.substr(0, slash).c_str(), 0755) != 0 && errno != EEXIST)
        throw system_error(errno, "make directory " + path);
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) throw system_error(errno, "make directory " + path);
    return;
  }
  const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file && errno != EEXIST) throw system_error(errno, "make file " + path);
}
}  // namespace

void check_host_path(const std::string& path, const std::string& type) {
  if (path.empty() || path.front() != '/') throw Error(Reason::invalid, "hostPath " + path + " must be absolute");
  if (path.find("..") != std::string::npos)
    for (std::size_t at = 0; at < path.size();) {
      const auto end = std::min(path.find('/', at), path.size());
      if (path.substr(at, end - at) == "..")
        throw Error(Reason::invalid, "hostPath " + path + " must not contain '..'");
      at = end + 1;
    }
  if (type.empty()) return;
  for (const auto& known : host_path_types) {
    if (known.name != type) continue;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
      if (errno != ENOENT && errno != ENOTDIR) throw system_error(errno, "look at " + path);
      if (known.create) return make_host_path(path, known.format);
      status.st_mode = 0;
    }
    if ((status.st_mode & S_IFMT) != known.format)
      throw Error(Reason::invalid, "hostPath type check failed: " + path + " is not a " + std::string(known.noun));
    return;
  }
  throw Error(Reason::invalid, "hostPath type check failed: " + type + " is not a valid volume type");
}

}  // namespace coracle::node::volumes
