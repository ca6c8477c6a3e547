#pragma once

#include <optional>
#include <string>

namespace nocloud {

struct Seed {
  std::string user_data;
  std::string meta_data;
  bool has_network_config = false;
};

// Reads the block device, ISO 9660 or FAT, whose label is cidata in either case; nothing where there is none.
std::optional<Seed> read_seed();

}  // namespace nocloud
