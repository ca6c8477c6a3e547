#include "proc/cgroup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>

#include "base/files.h"

namespace coracle::proc {
namespace {
namespace groups {

constexpr std::size_t most_bytes = 16U << 20U;
constexpr std::string_view ours[] = {"cpu", "memory", "pids"};

std::vector<std::string_view> words(std::string_view text, char separator) {
  std::vector<std::string_view> list;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    if (end > 0) list.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

/// mountinfo writes blanks and backslashes as \040 and so on.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int code = 0;
    if (text[i] == '\\' && i + 3 < text.size() &&
        std::from_chars(text.data() + i + 1, text.data() + i + 4, code, 8).ptr == text.data() + i + 4) {
      plain += static_cast<char>(code);
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::string relative(const std::string& group) {
  const auto begin = group.find_first_not_of('/');
  if (begin == std::string::npos) throw Error(Reason::invalid, "a cgroup's name must not be empty");
  return group.substr(begin);
}

std::uint64_t number(std::string_view text, std::string_view what) {
  std::uint64_t value = 0;
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw Error(Reason::internal_error, std::string(what) + " of the cgroup is no number");
  return value;
}

std::string read(const std::string& mount, const std::string& group, const std::string& file) {
  const auto root = open_directory(mount);
  return read_file(root.get(), group + "/" + file, most_bytes);
}

void write(const std::string& mount, const std::string& group, const std::string& file, const std::string& text) {
  const auto root = open_directory(mount);
  const auto opened = open_beneath(root.get(), group + "/" + file, O_WRONLY);
  write_all(opened.get(), text, group + "/" + file);
}

bool is_there(const std::string& mount, const std::string& path) {
  const auto root = open_directory(mount);
  try {
    return static_cast<bool>(open_beneath(root.get(), path, O_PATH));
  } catch (const Error& error) {
    if (error.reason() == Reason::not_found) return false;
    throw;
  }
}

/// Cgroups are directories whose files cannot be removed: only rmdir, from below.
void remove_groups(const Fd& root, const std::string& group) {
  for (const auto& entry : list(root.get(), group))
    if (entry.kind == Entry::Kind::directory) remove_groups(root, group + "/" + entry.name);
  const auto slash = group.rfind('/');
  const auto parent = open_beneath(root.get(), slash == std::string::npos ? "." : group.substr(0, slash), O_PATH);
  const auto name = slash == std::string::npos ? group : group.substr(slash + 1);
  if (::unlinkat(parent.get(), name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) return;
  if (errno == EBUSY) throw Error(Reason::conflict, "cgroup " + group + " still has processes");
  throw system_error(errno, "remove cgroup " + group);
}

/// Shares of v1 (2 to 262144) as weight of v2 (1 to 10000), runc's formula.
std::uint64_t weight_of(std::uint64_t shares) {
  const auto held = std::clamp<std::uint64_t>(shares, 2, 262144);
  return 1 + (held - 2) * 9999 / 262142;
}

/// Controllers of a version 2 hierarchy are off below a group until enabled there.
void enable_controllers(const std::string& mount, const std::string& group) {
  const auto offered = read(mount, group, "cgroup.controllers");
  for (const auto controller : ours) {
    const auto available = words(offered.substr(0, offered.find('\n')), ' ');
    if (std::find(available.begin(), available.end(), controller) != available.end())
      write(mount, group, "cgroup.subtree_control", "+" + std::string(controller));
  }
}

/// A group of version 1 without processors and memory nodes takes no process.
void inherit_cpuset(const std::string& mount, const std::string& above, const std::string& group) {
  for (const auto* file : {"cpuset.cpus", "cpuset.mems"})
    if (words(read(mount, group, file), '\n').empty()) write(mount, group, file, read(mount, above, file));
}

}  // namespace groups
}  // namespace

Cgroups Cgroups::find() {
  const auto root = open_directory("/proc/self");
  return from_mountinfo(read_file(root.get(), "mountinfo", groups::most_bytes)).take();
}

// A line of mountinfo: id parent device root mount-point options [optional ...] - type source super-options
Result<Cgroups> Cgroups::from_mountinfo(std::string_view mountinfo, std::string prefix) {
  Cgroups found;
  for (const auto line : groups::words(mountinfo, '\n')) {
    const auto dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const auto left = groups::words(line.substr(0, dash), ' ');
    const auto right = groups::words(line.substr(dash + 3), ' ');
    if (left.size() < 6 || right.size() < 3) continue;
    Mount mount{prefix + groups::unescaped(left[4]), {}, right[0] == "cgroup2"};
    if (!mount.second && right[0] != "cgroup") continue;
    if (mount.second) {
      const auto offered = prefix.empty() || groups::is_there(mount.path, "cgroup.controllers")
                               ? groups::read(mount.path, ".", "cgroup.controllers")
                               : "";
      for (const auto word : groups::words(std::string_view(offered).substr(0, offered.find('\n')), ' '))
        mount.controllers.emplace_back(word);
    } else {
      for (const auto word : groups::words(right[2], ','))
        if (word != "rw" && word != "ro" && word != "xattr" && !word.starts_with("release_agent="))
          mount.controllers.emplace_back(word);
    }
    found.mounts_.push_back(std::move(mount));
  }
  if (found.mounts_.empty()) return Error(Reason::not_found, "no cgroup hierarchy is mounted");
  return found;
}

const Cgroups::Mount* Cgroups::with(std::string_view controller) const {
  for (const auto& mount : mounts_)
    if (std::find(mount.controllers.begin(), mount.controllers.end(), controller) != mount.controllers.end())
      return &mount;
  return nullptr;
}

const Cgroups::Mount& Cgroups::for_processes() const {
  if (unified()) return mounts_.front();
  const auto* memory = with("memory");
  return memory ? *memory : mounts_.front();
}

bool Cgroups::unified() const {
  return std::all_of(mounts_.begin(), mounts_.end(), [](const Mount& mount) { return mount.second; });
}

std::string Cgroups::mount_of(std::string_view controller) const {
  const auto* mount = with(controller);
  return mount ? mount->path : "";
}

std::vector<std::string> Cgroups::controllers() const {
  std::vector<std::string> list;
  for (const auto& mount : mounts_) list.insert(list.end(), mount.controllers.begin(), mount.controllers.end());
  std::sort(list.begin(), list.end());
  return list;
}

void Cgroups::create(const std::string& group) const {
  const auto name = groups::relative(group);
  for (const auto& mount : mounts_) {
    const auto root = open_directory(mount.path);
    const auto has_cpuset = std::find(mount.controllers.begin(), mount.controllers.end(), "cpuset");
    std::string at = ".";
    for (const auto part : groups::words(name, '/')) {
      const auto above = at;
      if (unified()) groups::enable_controllers(mount.path, above);
      at = above == "." ? std::string(part) : above + "/" + std::string(part);
      make_directories(root.get(), at, 0755);
      if (!mount.second && has_cpuset != mount.controllers.end()) groups::inherit_cpuset(mount.path, above, at);
    }
  }
}

void Cgroups::remove(const std::string& group) const {
  const auto name = groups::relative(group);
  for (const auto& mount : mounts_)
    if (groups::is_there(mount.path, name)) groups::remove_groups(open_directory(mount.path), name);
}

bool Cgroups::exists(const std::string& group) const {
  return groups::is_there(for_processes().path, groups::relative(group));
}

void Cgroups::add(const std::string& group, pid_t pid) const {
  for (const auto& mount : mounts_)
    groups::write(mount.path, groups::relative(group), "cgroup.procs", std::to_string(pid));
}

std::vector<pid_t> Cgroups::processes(const std::string& group) const {
  const auto text = groups::read(for_processes().path, groups::relative(group), "cgroup.procs");
  std::vector<pid_t> list;
  for (const auto line : groups::words(text, '\n')) list.push_back(static_cast<pid_t>(groups::number(line, "process")));
  return list;
}

void Cgroups::kill(const std::string& group) const {
  const auto name = groups::relative(group);
  for (const auto& mount : mounts_) {
    if (!mount.second || !groups::is_there(mount.path, name + "/cgroup.kill")) continue;
    groups::write(mount.path, name, "cgroup.kill", "1");
    return;
  }
  for (int pass = 0; pass < 1000; ++pass) {
    const auto left = processes(group);
    if (left.empty()) return;
    for (const auto pid : left) ::kill(pid, SIGKILL);
  }
}

void Cgroups::limit(const std::string& group, const CgroupLimits& limits) const {
  const auto name = groups::relative(group);
  const auto set = [&](std::string_view controller, bool wanted, const char* first, const char* second,
                       const auto& text) {
    if (!wanted) return;
    const auto* mount = with(controller);
    if (!mount) throw Error(Reason::not_found, "no cgroup controller " + std::string(controller));
    groups::write(mount->path, name, mount->second ? second : first, text(mount->second));
  };
  const auto or_none = [](std::uint64_t value, const char* none) { return value == 0 ? none : std::to_string(value); };
  set("memory", limits.memory_bytes.has_value(), "memory.limit_in_bytes", "memory.max",
      [&](bool second) { return or_none(*limits.memory_bytes, second ? "max" : "-1"); });
  set("cpu", limits.cpu_shares.has_value(), "cpu.shares", "cpu.weight",
      [&](bool second) { return std::to_string(second ? groups::weight_of(*limits.cpu_shares) : *limits.cpu_shares); });
  set("cpu", limits.cpu_quota_usec.has_value(), "cpu.cfs_quota_us", "cpu.max",
      [&](bool second) { return or_none(*limits.cpu_quota_usec, second ? "max" : "-1") + (second ? " 100000" : ""); });
  set("pids", limits.pids.has_value(), "pids.max", "pids.max", [&](bool) { return or_none(*limits.pids, "max"); });
}

std::uint64_t Cgroups::memory_bytes(const std::string& group) const {
  const auto* mount = with("memory");
  if (!mount) throw Error(Reason::not_found, "no cgroup controller memory");
  const auto* const file = mount->second ? "memory.current" : "memory.usage_in_bytes";
  return groups::number(groups::read(mount->path, groups::relative(group), file), "memory");
}

std::uint64_t Cgroups::cpu_usec(const std::string& group) const {
  const auto name = groups::relative(group);
  if (const auto* mount = with("cpuacct"))
    return groups::number(groups::read(mount->path, name, "cpuacct.usage"), "CPU time") / 1000;
  const auto text = groups::read(for_processes().path, name, "cpu.stat");
  constexpr std::string_view key = "usage_usec ";
  for (const auto line : groups::words(text, '\n'))
    if (line.starts_with(key)) return groups::number(line.substr(key.size()), "CPU time");
  throw Error(Reason::not_found, "the cgroup tells no CPU time");
}

}  // namespace coracle::proc
