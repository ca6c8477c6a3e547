#pragma once
// Disks, CD-ROMs and LUNs.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/kubevirt/v1/feature_state.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of DiskBus.
namespace disk_bus {
inline constexpr std::string_view virtio = "virtio";
inline constexpr std::string_view scsi = "scsi";
inline constexpr std::string_view sata = "sata";
inline constexpr std::string_view usb = "usb";
}  // namespace disk_bus

/// Values of DiskErrorPolicy.
namespace disk_error_policy {
inline constexpr std::string_view stop = "stop";
inline constexpr std::string_view ignore = "ignore";
inline constexpr std::string_view report = "report";
inline constexpr std::string_view enospace = "enospace";
}  // namespace disk_error_policy

/// Values of DriverCache.
namespace driver_cache {
inline constexpr std::string_view none = "none";
inline constexpr std::string_view writethrough = "writethrough";
inline constexpr std::string_view writeback = "writeback";
}  // namespace driver_cache

/// Values of DriverIO.
namespace driver_io {
inline constexpr std::string_view threads = "threads";
inline constexpr std::string_view native = "native";
}  // namespace driver_io

/// Values of TrayState.
namespace tray_state {
inline constexpr std::string_view open = "open";
inline constexpr std::string_view closed = "closed";
}  // namespace tray_state

/// A hard disk.
struct DiskTarget {
  std::string bus;  ///< disk_bus
  bool readonly = false;
  std::string pci_address;
};
const schema::Struct& describe(const DiskTarget*);

/// A SCSI LUN.
struct LunTarget {
  std::string bus;  ///< disk_bus
  bool readonly = false;
  bool reservation = false;
};
const schema::Struct& describe(const LunTarget*);

/// A CD-ROM.
struct CDRomTarget {
  std::string bus;  ///< disk_bus
  std::optional<bool> readonly;
  std::string tray;  ///< tray_state
};
const schema::Struct& describe(const CDRomTarget*);

/// Sector sizes in bytes, powers of two.
struct CustomBlockSize {
  std::uint32_t logical = 0;
  std::uint32_t physical = 0;
  std::optional<std::uint32_t> discard_granularity;
};
const schema::Struct& describe(const CustomBlockSize*);

/// Sector sizes the guest sees: custom or the volume's, not both.
struct BlockSize {
  Box<CustomBlockSize> custom;
  Box<FeatureState> match_volume;
};
const schema::Struct& describe(const BlockSize*);

/// A disk of the guest. Its data is the volume of the same name.
struct Disk {
  std::string name;
  Box<DiskTarget> disk;
  Box<LunTarget> lun;
  Box<CDRomTarget> cdrom;
  std::optional<std::uint32_t> boot_order;
  std::string serial;
  std::optional<bool> dedicated_io_thread;
  std::string cache;  ///< driver_cache
  std::string io;     ///< driver_io
  std::string tag;
  Box<BlockSize> block_size;
  std::optional<bool> shareable;
  std::string error_policy;  ///< disk_error_policy
  std::optional<bool> changed_block_tracking;
};
const schema::Struct& describe(const Disk*);

}  // namespace coracle::api::kubevirt::v1
