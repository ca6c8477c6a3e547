#pragma once
// Watchdog, inputs, filesystems and other small devices.
#include <optional>
#include <string>
#include <string_view>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of InputBus.
namespace input_bus {
inline constexpr std::string_view usb = "usb";
inline constexpr std::string_view virtio = "virtio";
}  // namespace input_bus

/// Values of InputType.
namespace input_type {
inline constexpr std::string_view tablet = "tablet";
inline constexpr std::string_view keyboard = "keyboard";
}  // namespace input_type

/// Values of PanicDeviceModel.
namespace panic_device_model {
inline constexpr std::string_view hyperv = "hyperv";
inline constexpr std::string_view isa = "isa";
inline constexpr std::string_view pvpanic = "pvpanic";
}  // namespace panic_device_model

/// Values of WatchdogAction.
namespace watchdog_action {
inline constexpr std::string_view poweroff = "poweroff";
inline constexpr std::string_view reset = "reset";
inline constexpr std::string_view shutdown = "shutdown";
}  // namespace watchdog_action

/// An i6300ESB watchdog.
struct I6300ESBWatchdog {
  std::string action;  ///< watchdog_action
};
const schema::Struct& describe(const I6300ESBWatchdog*);

/// A diag288 watchdog.
struct Diag288Watchdog {
  std::string action;  ///< watchdog_action
};
const schema::Struct& describe(const Diag288Watchdog*);

/// Watchdog that acts when the guest hangs.
struct Watchdog {
  std::string name;
  Box<I6300ESBWatchdog> i6300esb;
  Box<Diag288Watchdog> diag288;
};
const schema::Struct& describe(const Watchdog*);

/// An input device.
struct Input {
  std::string bus;   ///< input_bus
  std::string type;  ///< input_type
  std::string name;
};
const schema::Struct& describe(const Input*);

/// Random number generator fed by the host. It has no settings.
struct Rng {};
const schema::Struct& describe(const Rng*);

/// A device by which the guest reports a crash.
struct PanicDevice {
  std::string model;  ///< panic_device_model
};
const schema::Struct& describe(const PanicDevice*);

/// Sharing by virtiofs. It has no settings.
struct FilesystemVirtiofs {};
const schema::Struct& describe(const FilesystemVirtiofs*);

/// A directory shared with the guest. Its data is the volume of the same name.
struct Filesystem {
  std::string name;
  FilesystemVirtiofs virtiofs;
};
const schema::Struct& describe(const Filesystem*);

/// Sound card.
struct SoundDevice {
  std::string name;
  std::string model;
};
const schema::Struct& describe(const SoundDevice*);

/// Trusted platform module, version 2.0.
struct TPMDevice {
  std::optional<bool> enabled;
  std::optional<bool> persistent;
};
const schema::Struct& describe(const TPMDevice*);

/// Graphics card.
struct VideoDevice {
  std::string type;
};
const schema::Struct& describe(const VideoDevice*);

/// Port on which the guest reads metrics of its host. It has no settings.
struct DownwardMetrics {};
const schema::Struct& describe(const DownwardMetrics*);

}  // namespace coracle::api::kubevirt::v1
