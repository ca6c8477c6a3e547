#include "api/kubevirt/v1/disk.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const DiskTarget*) {
  using T = DiskTarget;
  static const Field fields[] = {
      field<&T::bus>("bus", "Bus the disk is on; sata on amd64 when empty, virtio elsewhere."),
      field<&T::readonly>("readonly", "Forbids writing."),
      field<&T::pci_address>("pciAddress", "PCI address in the guest, as 0000:81:01.10; virtio only."),
  };
  static const Struct table{"io.kubevirt.v1.DiskTarget", "A hard disk.", fields};
  return table;
}

const Struct& describe(const LunTarget*) {
  using T = LunTarget;
  static const Field fields[] = {
      field<&T::bus>("bus", "Bus the LUN is on."),
      field<&T::readonly>("readonly", "Forbids writing."),
      field<&T::reservation>("reservation", "Lets the guest hold SCSI persistent reservations."),
  };
  static const Struct table{"io.kubevirt.v1.LunTarget", "A SCSI LUN.", fields};
  return table;
}

const Struct& describe(const CDRomTarget*) {
  using T = CDRomTarget;
  static const Field fields[] = {
      field<&T::bus>("bus", "Bus the drive is on; not virtio."),
      field<&T::readonly>("readonly", "Forbids writing; true when absent."),
      field<&T::tray>("tray", "Whether the tray starts open or closed; closed when empty."),
  };
  static const Struct table{"io.kubevirt.v1.CDRomTarget", "A CD-ROM.", fields};
  return table;
}

const Struct& describe(const CustomBlockSize*) {
  using T = CustomBlockSize;
  static const Field fields[] = {
      field<&T::logical>("logical", "Smallest unit the guest may address; 512 to 2097152."),
      field<&T::physical>("physical", "Unit the storage writes at once; not below the logical one."),
      field<&T::discard_granularity>("discardGranularity", "Unit in which blocks may be given back."),
  };
  static const Struct table{"io.kubevirt.v1.CustomBlockSize", "Sector sizes in bytes, powers of two.", fields};
  return table;
}

const Struct& describe(const BlockSize*) {
  using T = BlockSize;
  static const Field fields[] = {
      field<&T::custom>("custom", "Sizes given by number."),
      field<&T::match_volume>("matchVolume", "Takes the sizes from the volume."),
  };
  static const Struct table{"io.kubevirt.v1.BlockSize",
                            "Sector sizes the guest sees: custom or the volume's, not both.", fields};
  return table;
}

const Struct& describe(const Disk*) {
  using T = Disk;
  static const Field fields[] = {
      field<&T::name>("name", "Name of the disk and of its volume.").required(),
      field<&T::disk>("disk", "Shows the volume as a hard disk; the default where none of the three is given."),
      field<&T::lun>("lun", "Shows the volume as a SCSI LUN, passing SCSI commands on."),
      field<&T::cdrom>("cdrom", "Shows the volume as a CD-ROM."),
      field<&T::boot_order>("bootOrder", "Place in the boot order, from 1, unique among disks and interfaces."),
      field<&T::serial>("serial", "Serial number the guest reads."),
      field<&T::dedicated_io_thread>("dedicatedIOThread", "Gives the disk an I/O thread of its own."),
      field<&T::cache>("cache", "Use of the host's page cache; none where the storage allows it when empty."),
      field<&T::io>("io", "How I/O is done: native or threads; chosen by the storage when empty."),
      field<&T::tag>("tag", "Tag the guest finds the disk by, in the metadata of cloud-init."),
      field<&T::block_size>("blockSize", "Sector sizes the guest sees."),
      field<&T::shareable>("shareable", "Lets several guests use the volume at a time; forbids caching."),
      field<&T::error_policy>("errorPolicy", "What an I/O error does; stop when empty."),
      field<&T::changed_block_tracking>("changedBlockTracking", "Tracks changed blocks for incremental backups."),
  };
  static const Struct table{"io.kubevirt.v1.Disk", "A disk of the guest. Its data is the volume of the same name.",
                            fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
