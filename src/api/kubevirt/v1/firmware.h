#pragma once
// Firmware and boot.
#include <optional>
#include <string>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Settings of a BIOS boot.
struct BIOS {
  std::optional<bool> use_serial;
};
const schema::Struct& describe(const BIOS*);

/// Settings of an EFI boot.
struct EFI {
  std::optional<bool> secure_boot;
  std::optional<bool> persistent;
};
const schema::Struct& describe(const EFI*);

/// BIOS or EFI.
struct Bootloader {
  Box<BIOS> bios;
  Box<EFI> efi;
};
const schema::Struct& describe(const Bootloader*);

/// An image that holds a kernel and an initial ramdisk.
struct KernelBootContainer {
  std::string image;
  std::string image_pull_secret;
  std::string image_pull_policy;
  std::string kernel_path;
  std::string initrd_path;
};
const schema::Struct& describe(const KernelBootContainer*);

/// A kernel booted directly.
struct KernelBoot {
  std::string kernel_args;
  Box<KernelBootContainer> container;
};
const schema::Struct& describe(const KernelBoot*);

/// Tables added to the guest's ACPI.
struct ACPI {
  std::string slic_name_ref;
  std::string msdm_name_ref;
};
const schema::Struct& describe(const ACPI*);

/// Firmware of the guest.
struct Firmware {
  std::string uuid;
  Box<Bootloader> bootloader;
  std::string serial;
  Box<KernelBoot> kernel_boot;
  Box<ACPI> acpi;
};
const schema::Struct& describe(const Firmware*);

}  // namespace coracle::api::kubevirt::v1
