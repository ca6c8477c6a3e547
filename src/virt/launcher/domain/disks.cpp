#include <map>
#include <pugixml.hpp>

#include "virt/launcher/domain/concerns.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::launcher::domain {

namespace disks_concern {
namespace {

using api::kubevirt::v1::Disk;

struct Shape {
  const char* device = "disk";
  std::string bus;
  bool readonly = false;
};

Shape shape_of(const Disk& disk) {
  if (disk.cdrom)
    return {"cdrom", disk.cdrom->bus.empty() ? "sata" : disk.cdrom->bus, disk.cdrom->readonly.value_or(true)};
  if (disk.lun) return {"lun", disk.lun->bus.empty() ? "scsi" : disk.lun->bus, disk.lun->readonly};
  if (disk.disk) return {"disk", disk.disk->bus.empty() ? "virtio" : disk.disk->bus, disk.disk->readonly};
  return {"disk", "virtio", false};
}

/// vda, vdb ... vdz, vdaa ...: each bus counts its own.
std::string target_name(const std::string& bus, std::size_t number) {
  std::string letters;
  for (std::size_t rest = number + 1; rest > 0; rest = (rest - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('a' + (rest - 1) % 26));
  }
  return (bus == "virtio" ? "vd" : "sd") + letters;
}

const DiskSource& source_of(const Input& input, const Disk& disk) {
  const auto found = input.disks.find(disk.name);
  if (found == input.disks.end()) {
    throw Error(Reason::invalid, "disk " + disk.name + ": its volume was not prepared on this node");
  }
  return found->second;
}

void add_driver(pugi::xml_node node, const Input& input, const Disk& disk, const Shape& shape, const DiskSource& source,
                IoThreads& threads) {
  auto driver = element(node, "driver");
  attribute(attribute(driver, "name", "qemu"), "type", source.format);
  // What several guests write must not lie in one host's cache.
  const bool uncached = source.direct_io || disk.shareable.value_or(false);
  const std::string cache = !disk.cache.empty() ? disk.cache : uncached ? "none" : "writethrough";
  attribute(driver, "cache", cache);
  attribute(driver, "error_policy", disk.error_policy.empty() ? "stop" : disk.error_policy);
  if (!disk.io.empty()) attribute(driver, "io", disk.io);
  if (!shape.readonly) attribute(driver, "discard", "unmap");
  const auto& domain = input.vmi.spec.domain;
  if (shape.bus == "virtio" && domain.devices.block_multi_queue.value_or(false))
    attribute(driver, "queues", std::to_string(shared::vcpus(domain)));
  if (shape.bus != "virtio") return;
  if (const auto thread = threads.next(disk)) attribute(driver, "iothread", std::to_string(*thread));
}

void add_backing(pugi::xml_node node, const DiskSource::Backing& backing) {
  auto store = element(node, "backingStore");
  attribute(store, "type", "file");
  attribute(element(store, "format"), "type", backing.format);
  auto source = element(store, "source");
  attribute(source, "file", backing.path);
  if (!backing.fd_group.empty()) attribute(source, "fdgroup", backing.fd_group);
  element(store, "backingStore");
}

void add_block_size(pugi::xml_node node, const Disk& disk, const DiskSource& source) {
  if (!disk.block_size) return;
  const auto add = [node](std::uint32_t logical, std::uint32_t physical) {
    auto io = element(node, "blockio");
    attribute(io, "logical_block_size", std::to_string(logical));
    attribute(io, "physical_block_size", std::to_string(physical));
  };
  if (const auto& custom = disk.block_size->custom)
    add(custom->logical, custom->physical);
  else if (source.block_sizes)
    add(source.block_sizes->logical, source.block_sizes->physical);
}

/// What the disks before a disk have left to it.
struct Taken {
  std::map<std::string, std::size_t> targets{};
  IoThreads threads;
};

void add_disk(pugi::xml_node devices, const Input& input, const Disk& disk, Taken& taken) {
  const auto shape = shape_of(disk);
  const auto& source = source_of(input, disk);
  auto node = element(devices, "disk");
  attribute(attribute(node, "type", source.block ? "block" : "file"), "device", shape.device);
  if (shape.bus == "virtio") attribute(node, "model", virtio_model(input));
  add_driver(node, input, disk, shape, source, taken.threads);
  auto where = attribute(element(node, "source"), source.block ? "dev" : "file", source.path);
  if (!source.fd_group.empty()) attribute(where, "fdgroup", source.fd_group);
  if (source.backing) add_backing(node, *source.backing);
  auto target = element(node, "target");
  const std::string counted = shape.bus == "virtio" ? "vd" : "sd";
  attribute(attribute(target, "dev", target_name(shape.bus, taken.targets[counted]++)), "bus", shape.bus);
  if (disk.cdrom && disk.cdrom->tray == api::kubevirt::v1::tray_state::open) attribute(target, "tray", "open");
  add_block_size(node, disk, source);
  if (shape.readonly) element(node, "readonly");
  if (disk.shareable.value_or(false)) element(node, "shareable");
  if (!disk.serial.empty()) element(node, "serial", disk.serial);
  add_boot_order(node, disk.boot_order);
  add_alias(node, disk.name);
}

}  // namespace
}  // namespace disks_concern

void add_disks(pugi::xml_node devices, const Input& input) {
  disks_concern::Taken taken{.threads = IoThreads(input.vmi.spec.domain)};
  for (const auto& disk : input.vmi.spec.domain.devices.disks) disks_concern::add_disk(devices, input, disk, taken);
}

}  // namespace coracle::virt::launcher::domain
