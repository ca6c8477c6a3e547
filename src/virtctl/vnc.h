#pragma once
#include <optional>
#include <string>
#include <vector>

#include "virtctl/session.h"

namespace coracle::virtctl {

/// The command that shows a VNC server of this machine; the first viewer found where none is asked for. Nothing when
/// there is none.
std::optional<std::vector<std::string>> vnc_viewer_command(const std::string& type, const std::string& path,
                                                           std::uint16_t port);

struct ScreenshotFlags {
  std::string name;
  std::string file;
  bool move_cursor = false;
};
Task<int> screenshot(Session& session, ScreenshotFlags flags);

}  // namespace coracle::virtctl
