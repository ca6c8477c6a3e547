#include <unistd.h>

#include <cstdlib>

#include "virtctl/vnc.h"

namespace coracle::virtctl {
namespace {

struct Viewer {
  std::string_view type;
  std::string_view program;
  bool url;  ///< takes vnc://HOST:PORT; else HOST::PORT
};
constexpr Viewer viewers[] = {
    {"remote-viewer", "remote-viewer", true}, {"tiger", "vncviewer", false}, {"real", "vncviewer", false}};

std::string in_path(std::string_view program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path ? path : "";
  while (!rest.empty()) {
    const auto colon = std::min(rest.find(':'), rest.size());
    auto candidate = std::string(rest.substr(0, colon)) + "/" + std::string(program);
    if (colon > 0 && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return {};
}
}  // namespace

std::optional<std::vector<std::string>> vnc_viewer_command(const std::string& type, const std::string& path,
                                                           std::uint16_t port) {
  for (const auto& viewer : viewers) {
    if (!type.empty() && viewer.type != type) continue;
    if (type.empty() && !path.empty() && path.find(viewer.program) == std::string::npos) continue;
    const auto program = path.empty() ? in_path(viewer.program) : path;
    if (program.empty()) continue;
    const auto number = std::to_string(port);
    return std::vector<std::string>{program, viewer.url ? "vnc://127.0.0.1:" + number : "127.0.0.1::" + number};
  }
  return std::nullopt;
}

}  // namespace coracle::virtctl
