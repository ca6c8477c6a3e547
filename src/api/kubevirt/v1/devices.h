#pragma once
// The guest's devices.
#include <optional>
#include <string>
#include <vector>

#include "api/kubevirt/v1/disk.h"
#include "api/kubevirt/v1/host_devices.h"
#include "api/kubevirt/v1/interface.h"
#include "api/kubevirt/v1/peripherals.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Disks, interfaces and all other devices.
struct Devices {
  std::optional<bool> use_virtio_transitional;
  bool disable_hotplug = false;
  std::vector<Disk> disks;
  Box<Watchdog> watchdog;
  std::vector<Interface> interfaces;
  std::vector<Input> inputs;
  std::optional<bool> autoattach_pod_interface;
  std::optional<bool> autoattach_graphics_device;
  std::optional<bool> autoattach_serial_console;
  std::optional<bool> log_serial_console;
  std::optional<bool> autoattach_mem_balloon;
  std::optional<bool> autoattach_input_device;
  std::optional<bool> autoattach_vsock;
  Box<Rng> rng;
  std::optional<bool> block_multi_queue;
  std::optional<bool> network_interface_multiqueue;
  std::vector<GPU> gpus;
  Box<DownwardMetrics> downward_metrics;
  std::vector<PanicDevice> panic_devices;
  std::vector<Filesystem> filesystems;
  std::vector<HostDevice> host_devices;
  Box<ClientPassthroughDevices> client_passthrough;
  Box<SoundDevice> sound;
  Box<TPMDevice> tpm;
  Box<VideoDevice> video;

  Devices();
  ~Devices();
  Devices(const Devices&);
  Devices& operator=(const Devices&);
  Devices(Devices&&) noexcept;
  Devices& operator=(Devices&&) noexcept;
};
const schema::Struct& describe(const Devices*);

}  // namespace coracle::api::kubevirt::v1
