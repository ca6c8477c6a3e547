#include "virt/handler/host_folder.h"

#include <sys/stat.h>

#include <cerrno>

#include "base/error.h"

namespace coracle::virt::handler {

Fd make_host_folder(const std::string& path, mode_t mode) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const auto part = path.substr(0, end);
    // Those on the way are as others make them; the last is ours.
    const bool last = end == std::string::npos;
    if (!part.empty() && ::mkdir(part.c_str(), last ? mode : 0755) != 0 && errno != EEXIST)
      throw system_error(errno, "make folder " + part);
    if (last) break;
  }
  return open_directory(path);
}

}  // namespace coracle::virt::handler
