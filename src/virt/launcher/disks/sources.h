#pragma once
#include <functional>

#include "virt/launcher/disks/prepare.h"
#include "virt/launcher/disks/qcow2.h"
#include "virt/launcher/seed/iso9660.h"

namespace coracle::virt::launcher::disks {

/// Makes the source of one volume after the other: a function a kind. All of it blocks on files; errors do not name the
/// volume.
class SourceMaker {
 public:
  SourceMaker(const api::kubevirt::v1::VirtualMachineInstance& vmi, const DiskPlaces& places, Prepared& prepared)
      : vmi_(vmi), places_(places), prepared_(prepared) {}

  using Volume = api::kubevirt::v1::Volume;
  void container_disk(const Volume& volume, Fd image, std::size_t index);
  void empty_disk(const Volume& volume);
  void no_cloud(const Volume& volume);
  void config_map(const Volume& volume);
  void secret(const Volume& volume);
  void downward_api(const Volume& volume);
  void service_account(const Volume& volume);
  void sysprep(const Volume& volume);
  void claim(const Volume& volume, bool read_only);
  void ephemeral(const Volume& volume);
  void host_disk(const Volume& volume);

 private:
  struct Opened {
    Fd file;
    std::string path;
    std::uint64_t size = 0;
    bool block = false;
  };
  Opened open_claim(const Volume& volume, const std::string& name, bool writable) const;
  void give(const Volume& volume, Opened opened);
  void layer(const Volume& volume, Opened below, const std::string& format, std::uint64_t size);
  domain::DiskSource new_layer(const Volume& volume, std::uint64_t size) const;
  struct Place {
    std::string base, folder, name;  ///< the folder is made below the base
  };
  void disc(const Volume& volume, const Place& place, std::string_view label, const std::vector<seed::IsoFile>& files);
  void disc_of(const Volume& volume, std::string_view sources, std::string_view discs, const std::string& label);
  std::string in_private(std::string_view path) const;
  Place private_place(std::string_view folder, std::string name) const;

  const api::kubevirt::v1::VirtualMachineInstance& vmi_;
  const DiskPlaces& places_;
  Prepared& prepared_;
};

}  // namespace coracle::virt::launcher::disks
