#pragma once
// Keeps container logs from filling the disk, with the kubelet's names: "0.log.20260131-090500.gz".
#include <functional>
#include <string>
#include <vector>

#include "base/task.h"
#include "base/time.h"

namespace coracle::node::kubelet_api {

struct RotationLimits {
  std::uint64_t size = 10U << 20U;  ///< containerLogMaxSize
  std::size_t files = 5;            ///< containerLogMaxFiles, the current one among them
};

/// What to do with the rotated files of a log (names without the folder, oldest first) to make room for one more.
struct RotationPlan {
  std::vector<std::string> remove;
  std::vector<std::string> compress;
};
RotationPlan plan_rotation(const std::string& log, std::vector<std::string> names, const RotationLimits& limits);

/// True for a log that has outgrown its limit.
bool must_rotate(const std::string& path, const RotationLimits& limits);
/// Compresses and removes old ones, and gives the log its new name; blocking. Returns that path.
std::string rotate_away(const std::string& path, const RotationLimits& limits, WallTime now);
/// When the runtime did not make a new file: the name as it was.
void rotate_back(const std::string& path, const std::string& rotated);

}  // namespace coracle::node::kubelet_api
