#pragma once
// What set-up and tear-down do to the file system. Blocking: run on a worker.
#include <sys/types.h>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "node/paths.h"
#include "node/volumes/payload.h"

namespace coracle::node::volumes {

struct EmptyDir {
  std::string path;
  std::string ready_file;  ///< there once it was set up whole: containers own it from then on
  bool in_memory = false;
  std::uint64_t size = 0;  ///< of a tmpfs
  std::string page_size;   ///< of huge pages; empty: none
  std::optional<gid_t> group;
};
void make_empty_dir(const Paths& paths, const EmptyDir& wanted);

struct PayloadVolume {
  std::string path;
  bool in_memory = false;
  std::uint64_t size = 0;
  std::optional<gid_t> group;
};
/// True when its files changed.
bool make_payload_volume(const Paths& paths, const PayloadVolume& wanted, const Payload& payload);

/// In place, as containers have this very file mounted. Makes the folders to it.
void write_in_place(const Paths& paths, const std::string& path, std::string_view content, mode_t mode);
/// An empty file with a name of its own that containers of any user may write, below <pod>/containers/<container>.
std::string make_termination_log(const Paths& paths, const std::string& uid, const std::string& container);

/// Unmounts what is in the pod's folder and removes it.
void remove_pod_folder(const Paths& paths, const std::string& uid);
std::vector<std::string> pod_folders(const Paths& paths);

}  // namespace coracle::node::volumes
