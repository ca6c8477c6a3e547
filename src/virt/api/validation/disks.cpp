#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view buses[] = {"virtio", "scsi", "sata", "usb"};
constexpr std::size_t longest_serial = 256;
constexpr std::size_t most_devices = 256;

template <std::size_t N>
bool is_one_of(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

std::string shown_list(std::span<const std::string_view> words) { return fmt::format("[{}]", fmt::join(words, " ")); }

struct Target {
  std::string_view kind;
  std::string bus;
};

std::vector<Target> targets_of(const kubevirt::Disk& disk) {
  std::vector<Target> out;
  if (disk.disk) out.push_back({"disk", disk.disk->bus});
  if (disk.lun) out.push_back({"lun", disk.lun->bus});
  if (disk.cdrom) out.push_back({"cdrom", disk.cdrom->bus});
  return out;
}

void check_bus(const std::string& at, const Target& target, Findings& found) {
  const auto field = fmt::format("{}.{}.bus", at, target.kind);
  if (target.bus == "ide")
    found.invalid(field, "IDE bus is not supported");
  else if (!target.bus.empty() && !is_one_of(buses, target.bus))
    found.invalid(field, fmt::format("{} is set with an unrecognized bus {}, must be one of: {}", at, target.bus,
                                     shown_list(buses)));
  else if (target.kind == "cdrom" && target.bus == "virtio")
    found.invalid(field, fmt::format("Bus type {} is invalid for CD-ROM device", target.bus));
  else if (target.kind == "lun" && target.bus == "usb")
    found.invalid(field, fmt::format("Bus type {} is invalid for LUN device", target.bus));
}

void check_targets(const std::string& at, const kubevirt::Disk& disk, Findings& found) {
  const auto targets = targets_of(disk);
  if (targets.size() > 1) found.invalid(at, fmt::format("{} can only have a single target type defined", at));
  for (const auto& target : targets) check_bus(at, target, found);
  const std::string bus = targets.empty() ? "" : targets.front().bus;
  if (disk.disk && disk.disk->readonly && bus == "sata")
    found.invalid(at + ".disk.bus", fmt::format("{} hard-disks do not support read-only.", bus));
  if (disk.disk && !disk.disk->pci_address.empty() && bus != "virtio")
    found.invalid(at + ".disk.pciAddress",
                  fmt::format("disk {}.name - setting a PCI address is only possible with bus type virtio.", at));
  if (disk.dedicated_io_thread.value_or(false) && bus != "virtio")
    found.not_supported(at + ".dedicatedIOThread",
                        fmt::format("IOThreads are not supported for disks on a {} bus", bus));
  // libvirt wants it so; a host's cache would hide what the other guest writes.
  if (disk.shareable.value_or(false) && !disk.cache.empty() && disk.cache != "none")
    found.invalid(at + ".cache", fmt::format("a sharable disk requires cache = none got: {}", disk.cache));
}

void check_serial(const std::string& at, const kubevirt::Disk& disk, Findings& found) {
  if (disk.serial.size() > longest_serial)
    found.invalid(at + ".serial",
                  fmt::format("{} must be less than or equal to {} in length, if specified", at, longest_serial));
  const bool good = std::ranges::all_of(disk.serial, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_.+-").find(c) != std::string_view::npos;
  });
  if (!good)
    found.invalid(at + ".serial",
                  fmt::format("{} must be made up of the following characters [A-Za-z0-9_.+-], if specified", at));
}

void check_words(const std::string& at, const kubevirt::Disk& disk, Findings& found) {
  constexpr std::string_view caches[] = {"none", "writethrough", "writeback"};
  constexpr std::string_view modes[] = {"native", "threads"};
  constexpr std::string_view policies[] = {"stop", "ignore", "report", "enospace"};
  if (!disk.cache.empty() && !is_one_of(caches, disk.cache))
    found.invalid(at + ".cache", fmt::format("{}.cache has invalid value {}", at, disk.cache));
  if (!disk.io.empty() && !is_one_of(modes, disk.io))
    found.not_supported(at + ".io",
                        fmt::format("Disk IO mode for {} is not supported. Supported modes are: native, threads.", at));
  if (!disk.error_policy.empty() && !is_one_of(policies, disk.error_policy))
    found.invalid(at + ".errorPolicy", fmt::format("{}.errorPolicy has invalid value \"{}\"", at, disk.error_policy));
}

constexpr std::uint32_t least_block = 512, largest_block = 2097152;

void check_one_size(const std::string& field, std::uint32_t size, Findings& found) {
  if (size < least_block)
    found.invalid(field,
                  fmt::format("Provided size of {} is less than the supported minimum size of {}", size, least_block));
  else if (size > largest_block)
    found.invalid(field, fmt::format("Provided size of {} is greater than the supported maximum size of {}", size,
                                     largest_block));
  else if ((size & (size - 1)) != 0)
    found.invalid(field, fmt::format("Provided size of {} is not a power of 2", size));
}

void check_block_size(const std::string& at, const kubevirt::Disk& disk, Findings& found) {
  if (!disk.block_size) return;
  const auto field = at + ".blockSize";
  const auto& sizes = *disk.block_size;
  const bool matches = sizes.match_volume && sizes.match_volume->enabled.value_or(true);
  const auto targets = targets_of(disk);
  const bool sata = !targets.empty() && targets.front().bus == "sata";
  // Volumes of this release are files, on file systems of larger blocks than QEMU's SATA has.
  if (matches && sata)
    found.not_supported(field + ".matchVolume",
                        fmt::format("{}.matchVolume: SATA devices have blocks of {} bytes", field, least_block));
  if (!sizes.custom) return;
  if (matches) {
    found.invalid(field, "Block size matching can't be enabled together with a custom value");
    return;
  }
  const auto& custom = *sizes.custom;
  if (custom.logical > custom.physical) {
    found.invalid(field + ".custom.logical",
                  fmt::format("Logical size {} must be the same or less than the physical size of {}", custom.logical,
                              custom.physical));
  } else if (sata && custom.logical != least_block) {
    found.invalid(field + ".custom.logical",
                  fmt::format("Logical size {} must be {} for SATA devices", custom.logical, least_block));
  } else {
    check_one_size(field + ".custom.logical", custom.logical, found);
    check_one_size(field + ".custom.physical", custom.physical, found);
  }
}

/// The order of booting is one for disks and interfaces.
void check_boot_orders(const std::string& path, const InstanceSpec& spec, Findings& found) {
  std::map<std::uint32_t, bool> taken;
  const auto check = [&](const std::string& at, const std::optional<std::uint32_t>& order) {
    if (!order) return;
    if (*order < 1) {
      found.invalid(at + ".bootOrder", fmt::format("{} must have a boot order > 0, if supplied", at));
    } else if (!taken.emplace(*order, true).second) {
      found.invalid(at + ".bootOrder",
                    fmt::format("Boot order for {}.bootOrder already set for a different device.", at));
    }
  };
  const auto& devices = spec.domain.devices;
  for (std::size_t i = 0; i < devices.disks.size(); ++i)
    check(fmt::format("{}.domain.devices.disks[{}]", path, i), devices.disks[i].boot_order);
  for (std::size_t i = 0; i < devices.interfaces.size(); ++i)
    check(fmt::format("{}.domain.devices.interfaces[{}]", path, i), devices.interfaces[i].boot_order);
}

}  // namespace

void check_disks(const std::string& path, const InstanceSpec& spec, Findings& found) {
  const auto all = path + ".domain.devices.disks";
  const auto& disks = spec.domain.devices.disks;
  if (disks.size() > most_devices)
    found.invalid(all, fmt::format("{} list exceeds the {} element limit in length", all, most_devices));
  std::map<std::string, std::size_t> names;
  for (std::size_t i = 0; i < disks.size() && i < most_devices; ++i) {
    const auto& disk = disks[i];
    const auto at = fmt::format("{}[{}]", all, i);
    if (disk.name.empty()) found.required(at + ".name", fmt::format("{} must have a name", at));
    if (const auto [other, fresh] = names.emplace(disk.name, i); !fresh)
      found.invalid(at + ".name", fmt::format("{} and {}[{}] must not have the same Name.", at, all, other->second));
    const bool has_volume =
        std::ranges::any_of(spec.volumes, [&](const auto& volume) { return volume.name == disk.name; });
    const bool on_claim = std::ranges::any_of(spec.volumes, [&](const auto& volume) {
      return volume.name == disk.name && (volume.persistent_volume_claim || volume.data_volume);
    });
    if (disk.lun && has_volume && !on_claim)
      found.invalid(at + ".lun",
                    fmt::format("{} can only be mapped to a DataVolume or PersistentVolumeClaim volume.", at + ".lun"));
    if (!has_volume && disk.cdrom)
      found.invalid(at + ".name",
                    "DeclarativeHotplugVolumes feature gate not enabled, cannot define an empty CD-ROM disk");
    else if (!has_volume)
      found.invalid(at + ".name", fmt::format("{}.Name '{}' not found.", at, disk.name));
    check_targets(at, disk, found);
    check_serial(at, disk, found);
    check_words(at, disk, found);
    check_block_size(at, disk, found);
  }
  check_boot_orders(path, spec, found);
}

}  // namespace coracle::virt::api
