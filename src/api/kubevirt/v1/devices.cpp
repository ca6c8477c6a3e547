#include "api/kubevirt/v1/devices.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

Devices::Devices() = default;
Devices::~Devices() = default;
Devices::Devices(const Devices&) = default;
Devices& Devices::operator=(const Devices&) = default;
Devices::Devices(Devices&&) noexcept = default;
Devices& Devices::operator=(Devices&&) noexcept = default;

const Struct& describe(const Devices*) {
  using T = Devices;
  static const Field fields[] = {
      field<&T::use_virtio_transitional>(
          "useVirtioTransitional", "Uses virtio devices that also speak the older protocol, for guests before 2016."),
      field<&T::disable_hotplug>("disableHotplug", "Offers no ports for disks to be plugged in."),
      field<&T::disks>("disks", "Disks, CD-ROMs and LUNs, in the order the guest finds them.").at_most_items(256),
      field<&T::watchdog>("watchdog", "Watchdog that acts when the guest hangs."),
      field<&T::interfaces>("interfaces", "Network interfaces.").at_most_items(256),
      field<&T::inputs>("inputs", "Input devices."),
      field<&T::autoattach_pod_interface>(
          "autoattachPodInterface", "Adds an interface on the pod's network where none is given; true when absent."),
      field<&T::autoattach_graphics_device>("autoattachGraphicsDevice",
                                            "Adds a graphics card and a VNC server; true when absent."),
      field<&T::autoattach_serial_console>("autoattachSerialConsole", "Adds a serial console; true when absent."),
      field<&T::log_serial_console>(
          "logSerialConsole",
          "Copies the serial console to the log of container guest-console-log; the cluster's setting when absent."),
      field<&T::autoattach_mem_balloon>("autoattachMemBalloon",
                                        "Adds a memory balloon, which reports memory use; true when absent."),
      field<&T::autoattach_input_device>("autoattachInputDevice",
                                         "Adds a tablet where no input device is given; false when absent."),
      field<&T::autoattach_vsock>("autoattachVSOCK",
                                  "Adds a vsock, which connects guest and host without a network; false when absent."),
      field<&T::rng>("rng", "Adds a random number generator fed by the host."),
      field<&T::block_multi_queue>("blockMultiQueue", "Gives each virtio disk a queue a processor."),
      field<&T::network_interface_multiqueue>("networkInterfaceMultiqueue",
                                              "Gives each virtio interface a queue a processor."),
      field<&T::gpus>("gpus", "Graphics processors passed through.").atomic(),
      field<&T::downward_metrics>("downwardMetrics",
                                  "Adds a virtio-serial port on which the guest reads metrics of its host."),
      field<&T::panic_devices>("panicDevices", "Devices by which the guest reports a crash."),
      field<&T::filesystems>("filesystems", "Directories shared with the guest.").atomic(),
      field<&T::host_devices>("hostDevices", "Other devices of the node passed through.").atomic(),
      field<&T::client_passthrough>("clientPassthrough",
                                    "Adds USB ports that a client may connect its own devices to."),
      field<&T::sound>("sound", "Sound card."),
      field<&T::tpm>("tpm", "Trusted platform module."),
      field<&T::video>("video", "Kind of graphics card; chosen by firmware and architecture when absent."),
  };
  static const Struct table{"io.kubevirt.v1.Devices", "Disks, interfaces and all other devices.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
