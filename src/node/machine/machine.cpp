#include "node/machine/machine.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <charconv>

#include "base/error.h"
#include "base/files.h"
#include "json/quantity.h"

namespace coracle::node {
namespace {

constexpr std::size_t text_limit = 1U << 20U;

/// A file of the system, or nothing. Its links are the administrator's (resolv.conf is often one) and followed.
std::string system_text(const char* folder, const std::string& name) {
  const Fd file(::open((std::string(folder) + "/" + name).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return {};
  try {
    auto text = read_to_end(file.get(), text_limit, name);
    return text;
  } catch (const Error&) {
    return {};
  }
}

std::string system_line(const char* folder, const std::string& name) {
  auto text = system_text(folder, name);
  return text.substr(0, text.find('\n'));
}

std::int64_t leading_number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    at = line.find_first_not_of(" \t", at);
    if (at == std::string_view::npos) break;
    const auto end = std::min(line.find_first_of(" \t", at), line.size());
    words.emplace_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

std::map<std::string, std::int64_t> huge_pages() {
  std::map<std::string, std::int64_t> sizes;
  try {
    const auto folder = open_directory("/sys/kernel/mm/hugepages");
    for (const auto& entry : list(folder.get(), ".")) {
      constexpr std::string_view prefix = "hugepages-";
      if (!entry.name.starts_with(prefix)) continue;
      const auto bytes = leading_number(std::string_view(entry.name).substr(prefix.size())) * 1024;
      const auto count = leading_number(system_line("/sys/kernel/mm/hugepages", entry.name + "/nr_hugepages"));
      sizes[json::Quantity::bytes(bytes).text()] = bytes * count;
    }
  } catch (const Error&) {  // a kernel without them
  }
  return sizes;
}
}  // namespace

std::string os_image_in(std::string_view os_release) {
  for (auto line : lines_of(os_release)) {
    constexpr std::string_view key = "PRETTY_NAME=";
    if (!line.starts_with(key)) continue;
    line.remove_prefix(key.size());
    if (line.size() >= 2 && (line.front() == '"' || line.front() == '\'') && line.back() == line.front())
      line = line.substr(1, line.size() - 2);
    return std::string(line);
  }
  return "Linux";
}

std::int64_t meminfo_bytes(std::string_view meminfo, std::string_view name) {
  for (const auto line : lines_of(meminfo)) {
    const auto words = words_of(line);
    if (words.size() >= 2 && words[0] == std::string(name) + ":") return leading_number(words[1]) * 1024;
  }
  return 0;
}

Machine this_machine(const std::string& state) {
  Machine machine;
  machine.machine_id = system_line("/etc", "machine-id");
  if (machine.machine_id.empty()) machine.machine_id = system_line("/var/lib/dbus", "machine-id");
  machine.system_uuid = system_line("/sys/class/dmi/id", "product_uuid");
  if (machine.system_uuid.empty()) machine.system_uuid = machine.machine_id;
  machine.boot_id = system_line("/proc/sys/kernel/random", "boot_id");
  struct utsname names {};
  if (::uname(&names) == 0) {
    machine.kernel_version = names.release;
    if (std::string_view(names.machine) == "aarch64") machine.architecture = "arm64";
  }
  machine.os_image = os_image_in(system_text("/etc", "os-release"));
  machine.cpus = ::sysconf(_SC_NPROCESSORS_ONLN);
  const auto meminfo = system_text("/proc", "meminfo");
  machine.memory_bytes = meminfo_bytes(meminfo, "MemTotal");
  machine.swap_bytes = meminfo_bytes(meminfo, "SwapTotal");
  struct statvfs disk {};
  if (::statvfs(state.c_str(), &disk) == 0)
    machine.disk_bytes = static_cast<std::int64_t>(disk.f_blocks) * static_cast<std::int64_t>(disk.f_frsize);
  machine.hugepages = huge_pages();
  return machine;
}

Pressure pressure_now(const std::string& state) {
  constexpr std::int64_t least_memory = 100L << 20;
  Pressure now;
  const auto meminfo = system_text("/proc", "meminfo");
  now.memory = meminfo_bytes(meminfo, "MemAvailable") < least_memory;
  struct statvfs disk {};
  if (::statvfs(state.c_str(), &disk) == 0)
    now.disk = disk.f_bavail * 10 < disk.f_blocks || (disk.f_files > 0 && disk.f_favail * 20 < disk.f_files);
  struct sysinfo info {};
  const auto most = leading_number(system_line("/proc/sys/kernel", "pid_max"));
  if (::sysinfo(&info) == 0 && most > 0) now.pids = (most - info.procs) * 20 < most;
  return now;
}

Resolver resolver_in(std::string_view resolv_conf) {
  Resolver found;
  for (const auto line : lines_of(resolv_conf)) {
    const auto words = words_of(line.substr(0, line.find_first_of("#;")));
    if (words.size() < 2) continue;
    if (words[0] == "nameserver") found.servers.push_back(words[1]);
    if (words[0] == "search" || words[0] == "domain") found.searches.assign(words.begin() + 1, words.end());
    if (words[0] == "options") found.options.assign(words.begin() + 1, words.end());
  }
  std::erase(found.searches, ".");
  return found;
}

Resolver host_resolver() {
  const auto folder = system_text("/run/systemd/resolve", "resolv.conf");
  // systemd-resolved's stub answers on a loopback address that pods cannot reach: its own list has the real ones.
  const auto own = resolver_in(system_text("/etc", "resolv.conf"));
  const bool stub = own.servers.size() == 1 && own.servers.front() == "127.0.0.53";
  return stub && !folder.empty() ? resolver_in(folder) : own;
}

}  // namespace coracle::node
