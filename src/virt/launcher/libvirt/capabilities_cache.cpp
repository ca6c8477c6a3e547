#include "virt/launcher/libvirt/capabilities_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <sstream>

namespace coracle::virt::launcher {
namespace fs = std::filesystem;

namespace capabilities_files {
namespace {

constexpr std::size_t largest_file = 4U << 20U;
constexpr int most_files = 16;

std::int64_t changed_at(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? status.st_ctim.tv_sec : 0;
}

std::optional<std::string> read_bounded(const fs::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return std::nullopt;
  std::string text;
  char buffer[65536];
  ssize_t size = 0;
  while ((size = read(file, buffer, sizeof buffer)) > 0 && text.size() <= largest_file) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  close(file);
  if (size != 0 || text.size() > largest_file) return std::nullopt;
  return text;
}

/// Readers see the whole file or none.
void write_whole(const fs::path& path, const std::string& text) {
  const auto next = path.string() + ".new";
  std::ofstream file(next, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (!file) throw Error(Reason::internal_error, "cannot write " + next);
  fs::rename(next, path);
}

Result<pugi::xml_node> root_of(pugi::xml_document& document, std::string_view text) {
  const auto parsed = document.load_buffer(text.data(), text.size(), pugi::parse_full | pugi::parse_ws_pcdata_single);
  if (!parsed) {
    return Error(Reason::invalid, std::string("QEMU capabilities cache: ") + parsed.description() + " at byte " +
                                      std::to_string(parsed.offset));
  }
  const auto root = document.child("qemuCaps");
  if (!root) return Error(Reason::invalid, "QEMU capabilities cache: there is no qemuCaps element");
  return root;
}

bool replace_number(pugi::xml_node root, const char* name, std::int64_t value) {
  auto element = root.child(name);
  return element && element.text().set(static_cast<long long>(value));
}

std::optional<int> number_in(const fs::path& path) {
  const auto text = read_bounded(path);
  if (!text || text->empty() || text->size() > 6) return std::nullopt;
  int number = 0;
  for (const char each : *text) {
    if (each == '\n') break;
    if (each < '0' || each > '9') return std::nullopt;
    number = number * 10 + (each - '0');
  }
  return number;
}

}  // namespace
}  // namespace capabilities_files

Result<std::string> emulator_of(std::string_view cache_file) {
  pugi::xml_document document;
  auto root = capabilities_files::root_of(document, cache_file);
  if (!root) return root.error();
  const std::string path = root->child_value("emulator");
  if (path.empty() || path.front() != '/') {
    return Error(Reason::invalid, "QEMU capabilities cache: emulator is no absolute path");
  }
  return path;
}

Result<std::string> with_times(std::string_view cache_file, const CapabilityTimes& times) {
  pugi::xml_document document;
  auto root = capabilities_files::root_of(document, cache_file);
  if (!root) return root.error();
  if (!capabilities_files::replace_number(*root, "qemuctime", times.qemu) ||
      !capabilities_files::replace_number(*root, "selfctime", times.libvirt)) {
    return Error(Reason::invalid, "QEMU capabilities cache: qemuctime or selfctime is missing");
  }
  if (times.qemu_modules) capabilities_files::replace_number(*root, "qemumoddirmtime", *times.qemu_modules);
  std::ostringstream text;
  document.save(text, "", pugi::format_raw | pugi::format_no_declaration);
  return std::move(text).str();
}

CapabilityTimes times_of(const std::string& emulator, const LibvirtFiles& files) {
  CapabilityTimes times;
  times.qemu = capabilities_files::changed_at(emulator);
  times.libvirt = capabilities_files::changed_at(files.daemon);
  std::error_code error;
  for (const auto& driver : fs::directory_iterator(files.drivers, error)) {
    times.libvirt = std::max(times.libvirt, capabilities_files::changed_at(driver.path()));
  }
  struct stat status {};
  if (stat(files.qemu_modules.c_str(), &status) == 0) times.qemu_modules = status.st_mtim.tv_sec;
  return times;
}

std::optional<int> install_capabilities(const std::string& node_cache, const std::string& xdg_cache_home,
                                        const LibvirtFiles& files, const Log& log) {
  const auto cpu = capabilities_files::number_in(fs::path(node_cache) / capabilities_cpu_file);
  if (!cpu) return std::nullopt;
  const fs::path target = fs::path(xdg_cache_home) / capabilities_folder;
  std::error_code error;
  fs::create_directories(target, error);
  int installed = 0;
  int seen = 0;
  for (const auto& entry : fs::directory_iterator(node_cache, error)) {
    if (entry.path().extension() != ".xml") continue;
    if (++seen > capabilities_files::most_files) break;
    const auto text = capabilities_files::read_bounded(entry.path());
    if (!text) continue;
    const auto emulator = emulator_of(*text);
    if (!emulator || !fs::exists(*emulator)) continue;
    const auto rewritten = with_times(*text, times_of(*emulator, files));
    if (!rewritten) {
      log.warning("a file of the node's QEMU capabilities cannot be used", {{"reason", rewritten.error().message()}});
      continue;
    }
    capabilities_files::write_whole(target / entry.path().filename(), *rewritten);
    ++installed;
  }
  if (installed == 0) return std::nullopt;
  return cpu;
}

void save_capabilities(const std::string& xdg_cache_home, const std::string& node_cache, int cpu) {
  fs::create_directories(node_cache);
  int saved = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(fs::path(xdg_cache_home) / capabilities_folder, error)) {
    if (entry.path().extension() != ".xml") continue;
    const auto text = capabilities_files::read_bounded(entry.path());
    if (!text) continue;
    capabilities_files::write_whole(fs::path(node_cache) / entry.path().filename(), *text);
    ++saved;
  }
  if (saved == 0) throw Error(Reason::not_found, "libvirt has cached no QEMU capabilities below " + xdg_cache_home);
  capabilities_files::write_whole(fs::path(node_cache) / capabilities_cpu_file, std::to_string(cpu) + "\n");
}

}  // namespace coracle::virt::launcher
