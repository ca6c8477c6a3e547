#include "virt/launcher/options.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "base/time.h"

namespace coracle::virt::launcher {

namespace run_flags {
namespace {

Error wrong(std::string_view flag, std::string_view why) {
  return {Reason::invalid, "--" + std::string(flag) + " " + std::string(why)};
}

template <class Number>
bool read_number(std::string_view text, Number& into) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_seconds(std::string_view text, std::chrono::seconds& into) {
  const auto found = parse_duration(text);
  if (!found || *found < Duration::zero()) return false;
  into = std::chrono::duration_cast<std::chrono::seconds>(*found);
  return true;
}

bool read_whole_seconds(std::string_view text, std::chrono::seconds& into) {
  std::int64_t number = 0;
  if (!read_number(text, number) || number < 0) return false;
  into = std::chrono::seconds(number);
  return true;
}

/// It becomes a part of paths.
bool is_path_part(std::string_view text) {
  return !text.empty() && text.size() <= 253 && text.front() != '.' && text.find('/') == std::string_view::npos;
}

bool take_text(std::string_view text, std::string& into) {
  into = text;
  return true;
}
bool take_folder(std::string_view text, std::string& into) {
  into = text;
  return text.starts_with('/');
}

struct Flag {
  std::string_view name;
  bool takes_value;
  /// False for a value that is none.
  bool (*take)(std::string_view, RunOptions&);
};

bool nothing(std::string_view, RunOptions&) { return true; }

// A flag whose effect is nothing here is one that KubeVirt's own renderer gives too: the guest always runs as user 107,
// whether it is emulated comes with each request, EFI's files are not built yet, and virt-launcher-monitor keeps failed
// containers.
constexpr Flag flags[] = {
    {"name", true, [](auto text, auto& o) { return take_text(text, o.name) && is_path_part(text); }},
    {"uid", true, [](auto text, auto& o) { return take_text(text, o.uid) && is_path_part(text); }},
    {"namespace", true, [](auto text, auto& o) { return take_text(text, o.namespace_) && is_path_part(text); }},
    {"kubevirt-share-dir", true, [](auto text, auto& o) { return take_folder(text, o.share_dir); }},
    {"ephemeral-disk-dir", true, [](auto text, auto& o) { return take_folder(text, o.ephemeral_disk_dir); }},
    {"container-disk-dir", true, [](auto text, auto& o) { return take_folder(text, o.container_disk_dir); }},
    {"qemu-timeout", true, [](auto text, auto& o) { return read_seconds(text, o.qemu_timeout); }},
    {"grace-period-seconds", true, [](auto text, auto& o) { return read_whole_seconds(text, o.grace_period); }},
    {"hook-sidecars", true, [](auto text, auto& o) { return read_number(text, o.hook_sidecars); }},
    {"ovmf-path", true, nothing},
    {"disk-memory-limit", true, [](auto text, auto& o) { return read_number(text, o.disk_memory_limit); }},
    {"hypervisor", true, [](auto text, auto& o) { return take_text(text, o.hypervisor); }},
    {"libvirt-log-filters", true, [](auto text, auto& o) { return take_text(text, o.libvirt_log_filters); }},
    {"run-as-nonroot", false, nothing},
    {"upgrade-ordinal-ifaces", false, nothing},
    {"allow-emulation", false, nothing},
    {"keep-after-failure", false, nothing},
    {"simulate-crash", false, [](auto text, auto& o) { return o.simulate_crash = text == "true", true; }},
    {"image-volume", false, [](auto text, auto& o) { return o.image_volume = text == "true", true; }},
};

const Flag* find_flag(std::string_view name) {
  for (const auto& flag : flags) {
    if (flag.name == name) return &flag;
  }
  return nullptr;
}

std::optional<Error> wrong_whole(const RunOptions& options) {
  if (options.name.empty()) return wrong("name", "is needed");
  if (options.uid.empty()) return wrong("uid", "is needed");
  if (options.namespace_.empty()) return wrong("namespace", "is needed");
  if (options.hypervisor != "kvm") return wrong("hypervisor", "must be kvm: no other is built");
  if (options.hook_sidecars > 0) return wrong("hook-sidecars", "must be 0: hooks are not built yet");
  return std::nullopt;
}

}  // namespace
}  // namespace run_flags

Result<RunOptions> parse_run_options(const std::vector<std::string>& arguments) {
  using namespace run_flags;
  RunOptions options;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::string_view text = arguments[i];
    if (!text.starts_with("--")) return Error(Reason::invalid, "unknown argument '" + arguments[i] + "'");
    text.remove_prefix(2);
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    const Flag* flag = find_flag(name);
    if (!flag) return Error(Reason::invalid, "unknown flag --" + std::string(name));
    std::string_view value = "true";
    if (equals != std::string_view::npos) {
      value = text.substr(equals + 1);
    } else if (flag->takes_value) {
      if (++i == arguments.size()) return wrong(name, "needs a value");
      value = arguments[i];
    }
    if (!flag->takes_value && value != "true" && value != "false") return wrong(name, "must be true or false");
    if (!flag->take(value, options)) return wrong(name, "has a wrong value '" + std::string(value) + "'");
  }
  if (auto error = wrong_whole(options)) return *error;
  return options;
}

void take_environment(RunOptions& options) {
  const struct {
    const char* name;
    std::string* into;
  } folders[] = {{"XDG_RUNTIME_DIR", &options.runtime_dir},
                 {"XDG_CONFIG_HOME", &options.config_dir},
                 {"XDG_CACHE_HOME", &options.cache_dir}};
  for (const auto& [name, into] : folders) {
    const char* value = std::getenv(name);
    if (value && *value == '/') *into = value;
  }
  if (const char* verbosity = std::getenv("VIRT_LAUNCHER_LOG_VERBOSITY")) {
    unsigned number = 0;
    if (run_flags::read_number(verbosity, number)) options.verbosity = number;
  }
  const char* debug = std::getenv("LIBVIRT_DEBUG_LOGS");
  if (debug && std::string_view(debug) == "1" && options.libvirt_log_filters.empty()) {
    options.libvirt_log_filters = "3:remote 4:event 3:util.json 3:util.object 3:util.dbus 3:rpc 1:*";
  }
}

}  // namespace coracle::virt::launcher
