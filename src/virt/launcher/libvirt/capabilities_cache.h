#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/log.h"
#include "base/result.h"

namespace coracle::virt::launcher {

// libvirt asks QEMU for what it can do on its first start, which takes seconds, and keeps the answers in its cache. It
// takes them for outdated when the change times of its own files or QEMU's differ, as they do in each unpacked image,
// or the processor's CPUID does, whose APIC id is another on each. So the node probes once, and each launcher writes
// its own change times into a copy and starts libvirtd on the processor of the probe.
// https://gitlab.com/libvirt/libvirt/-/blob/v9.0.0/src/qemu/qemu_capabilities.c (virQEMUCapsIsValid)

/// Change times in seconds since the epoch, as libvirt compares them.
struct CapabilityTimes {
  std::int64_t qemu = 0;                     ///< of the emulator
  std::int64_t libvirt = 0;                  ///< the latest of libvirtd and its drivers
  std::optional<std::int64_t> qemu_modules;  ///< modification time of QEMU's folder of modules
};

/// The cache file with those times. An error when it is not such a file.
Result<std::string> with_times(std::string_view cache_file, const CapabilityTimes& times);
/// The path of the QEMU that a cache file is about.
Result<std::string> emulator_of(std::string_view cache_file);

struct LibvirtFiles {
  std::string daemon = "/usr/sbin/libvirtd";
  std::string drivers = "/usr/lib/x86_64-linux-gnu/libvirt/connection-driver";
  std::string qemu_modules = "/usr/lib/x86_64-linux-gnu/qemu";
};
/// The times of the files as they are here.
CapabilityTimes times_of(const std::string& emulator, const LibvirtFiles& files);

/// Below XDG_CACHE_HOME.
inline constexpr std::string_view capabilities_folder = "libvirt/qemu/cache/capabilities";
/// The processor of the probe, a decimal number in a file beside the cache files.
inline constexpr std::string_view capabilities_cpu_file = "cpu";

/// Copies the node's cache to where libvirtd will look and gives the processor to start it on. Nothing when there is no
/// usable cache: libvirtd then probes QEMU itself, which takes seconds.
std::optional<int> install_capabilities(const std::string& node_cache, const std::string& xdg_cache_home,
                                        const LibvirtFiles& files, const Log& log);
/// The other way round, on the node: what libvirtd has cached, for launchers to come.
void save_capabilities(const std::string& xdg_cache_home, const std::string& node_cache, int cpu);

}  // namespace coracle::virt::launcher
