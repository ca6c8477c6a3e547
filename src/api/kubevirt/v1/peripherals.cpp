#include "api/kubevirt/v1/peripherals.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const I6300ESBWatchdog*) {
  using T = I6300ESBWatchdog;
  static const Field fields[] = {
      field<&T::action>("action", "What it does; reset when empty."),
  };
  static const Struct table{"io.kubevirt.v1.I6300ESBWatchdog", "An i6300ESB watchdog.", fields};
  return table;
}

const Struct& describe(const Diag288Watchdog*) {
  using T = Diag288Watchdog;
  static const Field fields[] = {
      field<&T::action>("action", "What it does; reset when empty."),
  };
  static const Struct table{"io.kubevirt.v1.Diag288Watchdog", "A diag288 watchdog.", fields};
  return table;
}

const Struct& describe(const Watchdog*) {
  using T = Watchdog;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the device.").required(),
      field<&T::i6300esb>("i6300esb", "An i6300ESB, for PCI machines."),
      field<&T::diag288>("diag288", "A diag288, for s390x."),
  };
  static const Struct table{"io.kubevirt.v1.Watchdog", "Watchdog that acts when the guest hangs.", fields};
  return table;
}

const Struct& describe(const Input*) {
  using T = Input;
  static const Field fields[] = {
      field<&T::bus>("bus", "usb or virtio; usb when empty."),
      field<&T::type>("type", "Kind of device: tablet.").required(),
      field<&T::name>("name", "Name of the device.").required(),
  };
  static const Struct table{"io.kubevirt.v1.Input", "An input device.", fields};
  return table;
}

const Struct& describe(const Rng*) {
  static const Struct table{"io.kubevirt.v1.Rng", "Random number generator fed by the host. It has no settings.", {}};
  return table;
}

const Struct& describe(const PanicDevice*) {
  using T = PanicDevice;
  static const Field fields[] = {
      field<&T::model>("model", "Model; chosen by the architecture when empty."),
  };
  static const Struct table{"io.kubevirt.v1.PanicDevice", "A device by which the guest reports a crash.", fields};
  return table;
}

const Struct& describe(const FilesystemVirtiofs*) {
  static const Struct table{"io.kubevirt.v1.FilesystemVirtiofs", "Sharing by virtiofs. It has no settings.", {}};
  return table;
}

const Struct& describe(const Filesystem*) {
  using T = Filesystem;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the volume, and the tag the guest mounts it by.").required(),
      field<&T::virtiofs>("virtiofs", "Shares it by virtiofs.").required(),
  };
  static const Struct table{"io.kubevirt.v1.Filesystem",
                            "A directory shared with the guest. Its data is the volume of the same name.", fields};
  return table;
}

const Struct& describe(const SoundDevice*) {
  using T = SoundDevice;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the device.").required(),
      field<&T::model>("model", "ich9 or ac97; ich9 when empty."),
  };
  static const Struct table{"io.kubevirt.v1.SoundDevice", "Sound card.", fields};
  return table;
}

const Struct& describe(const TPMDevice*) {
  using T = TPMDevice;
  static const Field fields[] = {
      field<&T::enabled>("enabled", "On or off; on when absent."),
      field<&T::persistent>("persistent", "Keeps its state over restarts, in a claim of the virtual machine's."),
  };
  static const Struct table{"io.kubevirt.v1.TPMDevice", "Trusted platform module, version 2.0.", fields};
  return table;
}

const Struct& describe(const VideoDevice*) {
  using T = VideoDevice;
  static const Field fields[] = {
      field<&T::type>("type", "virtio, vga, bochs, ramfb or cirrus."),
  };
  static const Struct table{"io.kubevirt.v1.VideoDevice", "Graphics card.", fields};
  return table;
}

const Struct& describe(const DownwardMetrics*) {
  static const Struct table{
      "io.kubevirt.v1.DownwardMetrics", "Port on which the guest reads metrics of its host. It has no settings.", {}};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
