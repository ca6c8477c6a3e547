#include "api/kubevirt/v1/firmware.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const BIOS*) {
  using T = BIOS;
  static const Field fields[] = {
      field<&T::use_serial>("useSerial", "Shows the BIOS messages on the serial console."),
  };
  static const Struct table{"io.kubevirt.v1.BIOS", "Settings of a BIOS boot.", fields};
  return table;
}

const Struct& describe(const EFI*) {
  using T = EFI;
  static const Field fields[] = {
      field<&T::secure_boot>("secureBoot", "Runs signed code only; true when absent. Needs SMM."),
      field<&T::persistent>("persistent", "Keeps EFI variables over restarts, in a claim of the virtual machine's."),
  };
  static const Struct table{"io.kubevirt.v1.EFI", "Settings of an EFI boot.", fields};
  return table;
}

const Struct& describe(const Bootloader*) {
  using T = Bootloader;
  static const Field fields[] = {
      field<&T::bios>("bios", "Boots with BIOS."),
      field<&T::efi>("efi", "Boots with EFI."),
  };
  static const Struct table{"io.kubevirt.v1.Bootloader", "BIOS or EFI.", fields};
  return table;
}

const Struct& describe(const KernelBootContainer*) {
  using T = KernelBootContainer;
  static const Field fields[] = {
      field<&T::image>("image", "The image.").required(),
      field<&T::image_pull_secret>("imagePullSecret", "Secret with the credentials to pull the image."),
      field<&T::image_pull_policy>("imagePullPolicy", "When the image is pulled."),
      field<&T::kernel_path>("kernelPath", "Path of the kernel in the image."),
      field<&T::initrd_path>("initrdPath", "Path of the initial ramdisk in the image."),
  };
  static const Struct table{"io.kubevirt.v1.KernelBootContainer",
                            "An image that holds a kernel and an initial ramdisk.", fields};
  return table;
}

const Struct& describe(const KernelBoot*) {
  using T = KernelBoot;
  static const Field fields[] = {
      field<&T::kernel_args>("kernelArgs", "Command line of the kernel."),
      field<&T::container>("container", "Image that holds the kernel."),
  };
  static const Struct table{"io.kubevirt.v1.KernelBoot", "A kernel booted directly.", fields};
  return table;
}

const Struct& describe(const ACPI*) {
  using T = ACPI;
  static const Field fields[] = {
      field<&T::slic_name_ref>("slicNameRef", "Secret volume that holds the SLIC table."),
      field<&T::msdm_name_ref>("msdmNameRef", "Secret volume that holds the MSDM table."),
  };
  static const Struct table{"io.kubevirt.v1.ACPI", "Tables added to the guest's ACPI.", fields};
  return table;
}

const Struct& describe(const Firmware*) {
  using T = Firmware;
  static const Field fields[] = {
      field<&T::uuid>("uuid",
                      "Identity the guest reads from its SMBIOS tables; random when empty, kept by a virtual machine."),
      field<&T::bootloader>("bootloader", "BIOS or EFI; BIOS when absent."),
      field<&T::serial>("serial", "Serial number of the system in the SMBIOS tables."),
      field<&T::kernel_boot>("kernelBoot", "Boots a kernel directly instead of a disk."),
      field<&T::acpi>("acpi", "Tables added to the guest's ACPI."),
  };
  static const Struct table{"io.kubevirt.v1.Firmware", "Firmware of the guest.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
