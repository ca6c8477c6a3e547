#pragma once
// The guest's processors.
#include <cstdint>
#include <string>
#include <vector>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// A processor feature.
struct CPUFeature {
  std::string name;
  std::string policy;
};
const schema::Struct& describe(const CPUFeature*);

/// Shows the guest the NUMA layout of its physical processors. It has no settings.
struct NUMAGuestMappingPassthrough {};
const schema::Struct& describe(const NUMAGuestMappingPassthrough*);

/// NUMA layout the guest sees.
struct NUMA {
  Box<NUMAGuestMappingPassthrough> guest_mapping_passthrough;
};
const schema::Struct& describe(const NUMA*);

/// Real-time tuning.
struct Realtime {
  std::string mask;
};
const schema::Struct& describe(const Realtime*);

/// Processors of the guest: sockets x cores x threads.
struct CPU {
  std::uint32_t cores = 0;
  std::uint32_t sockets = 0;
  std::uint32_t max_sockets = 0;
  std::uint32_t threads = 0;
  std::string model;
  std::vector<CPUFeature> features;
  bool dedicated_cpu_placement = false;
  Box<NUMA> numa;
  bool isolate_emulator_thread = false;
  Box<Realtime> realtime;
};
const schema::Struct& describe(const CPU*);

}  // namespace coracle::api::kubevirt::v1
