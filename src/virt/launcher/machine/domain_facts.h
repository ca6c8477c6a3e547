#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace coracle::virt::launcher {

/// What libvirt's XML of a running domain says that a report carries.
struct DomainFacts {
  struct Card {
    std::string name;  ///< of spec.domain.devices.interfaces
    std::string mac;
    std::string link_state;  ///< up or down
    std::int32_t queues = 1;
    bool operator==(const Card&) const = default;
  };
  std::string uid;  ///< of the instance the domain was made for
  std::string machine_type;
  std::vector<std::string> disk_targets;  ///< "<volume>=<device>"
  std::vector<Card> cards;
  std::int64_t memory_bytes = 0;
  bool acpi = false;
  bool agent_connected = false;
};

Result<DomainFacts> facts_of(std::string_view domain_xml);

}  // namespace coracle::virt::launcher
