#include "node/kubelet_api/rotation.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "base/error.h"
#include "base/files.h"
#include "net/encoding.h"

namespace coracle::node::kubelet_api {
namespace {
constexpr std::string_view packed_suffix = ".gz";
constexpr std::string_view temporary_suffix = ".tmp";
/// A longer one, of a container that writes faster than logs are looked at, stays as it is.
constexpr std::int64_t longest_packed = 256LL << 20;

std::string rotation_stamp(WallTime now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts);
  return text;
}

void compress_log(const Fd& folder, const std::string& name) {
  struct stat about {};
  if (::fstatat(folder.get(), name.c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0 && about.st_size > longest_packed) return;
  const auto packed = net::gzip(read_file(folder.get(), name, static_cast<std::size_t>(longest_packed)));
  write_file_atomically(folder.get(), name + std::string(packed_suffix), packed, 0640);
  remove_tree(folder.get(), name);
}
}  // namespace

RotationPlan plan_rotation(const std::string& log, std::vector<std::string> names, const RotationLimits& limits) {
  RotationPlan plan;
  std::vector<std::string> rotated;
  for (auto& name : names) {
    if (!name.starts_with(log + ".")) continue;
    if (name.ends_with(temporary_suffix))
      plan.remove.push_back(std::move(name));
    else
      rotated.push_back(std::move(name));
  }
  std::sort(rotated.begin(), rotated.end());
  // The current log and the one it becomes stay.
  const std::size_t kept = limits.files > 2 ? limits.files - 2 : 0;
  const std::size_t surplus = rotated.size() > kept ? rotated.size() - kept : 0;
  plan.remove.insert(plan.remove.end(), rotated.begin(), rotated.begin() + static_cast<std::ptrdiff_t>(surplus));
  for (auto name = rotated.begin() + static_cast<std::ptrdiff_t>(surplus); name != rotated.end(); ++name)
    if (!name->ends_with(packed_suffix)) plan.compress.push_back(*name);
  return plan;
}

bool must_rotate(const std::string& path, const RotationLimits& limits) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         static_cast<std::uint64_t>(status.st_size) > limits.size;
}

std::string rotate_away(const std::string& path, const RotationLimits& limits, WallTime now) {
  const auto slash = path.rfind('/');
  const auto folder = open_directory(path.substr(0, slash));
  const auto log = path.substr(slash + 1);
  std::vector<std::string> names;
  for (auto& entry : list(folder.get(), ""))
    if (entry.kind == Entry::Kind::file) names.push_back(std::move(entry.name));
  const auto plan = plan_rotation(log, std::move(names), limits);
  for (const auto& name : plan.remove) remove_tree(folder.get(), name);
  for (const auto& name : plan.compress) compress_log(folder, name);
  auto rotated = log + "." + rotation_stamp(now);
  // Two rotations in one second would be one name.
  if (::renameat2(folder.get(), log.c_str(), folder.get(), rotated.c_str(), RENAME_NOREPLACE) != 0)
    throw system_error(errno, "rename log " + path);
  return path.substr(0, slash + 1) + rotated;
}

void rotate_back(const std::string& path, const std::string& rotated) {
  if (::rename(rotated.c_str(), path.c_str()) != 0) throw system_error(errno, "rename log " + rotated);
}

}  // namespace coracle::node::kubelet_api
