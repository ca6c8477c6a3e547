#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace coracle::virt::launcher::disks {

/// The format of a disk image that others made.
struct ImageFacts {
  std::string format;              ///< "raw" or "qcow2"
  std::uint64_t virtual_size = 0;  ///< of the disk, in bytes: a multiple of 512
  bool operator==(const ImageFacts&) const = default;
};

/// How much of an image inspect_image() wants to see, or all of a smaller one.
inline constexpr std::size_t image_head = 64U << 10U;

/// What an image is, from its first bytes and its size, before QEMU sees it. Refused in words: what refers to other
/// files (a backing file, a data file), encryption, features and sizes that QEMU would refuse or that cost it memory
/// out of proportion, and formats that KubeVirt does not take. https://www.qemu.org/docs/master/interop/qcow2.html
Result<ImageFacts> inspect_image(std::string_view head, std::uint64_t file_size);

/// The parts of a new, empty qcow2 of that size: what lies between them is zero, so the file is sparse. Above an image
/// it takes that image's place where nothing was written; QEMU is told of it by libvirt, not by this file.
struct NewImage {
  struct Part {
    std::uint64_t at = 0;
    std::string bytes;
  };
  Part parts[3];  ///< header, refcount table, refcount block
  std::uint64_t file_size = 0;
};
/// `virtual_size` is rounded up to 512 bytes; Error(invalid) for 0 and beyond 64 TiB.
Result<NewImage> new_image(std::uint64_t virtual_size);

}  // namespace coracle::virt::launcher::disks
