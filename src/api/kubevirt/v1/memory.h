#pragma once
// The guest's memory.
#include <optional>
#include <string>
#include <string_view>

#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {

using schema::operator==;

/// Values of MemLockRequirement.
namespace mem_lock_requirement {
inline constexpr std::string_view not_required = "NotRequired";
inline constexpr std::string_view required = "Required";
}  // namespace mem_lock_requirement

/// Huge pages of the guest's memory.
struct Hugepages {
  std::string page_size;
};
const schema::Struct& describe(const Hugepages*);

/// Memory set aside for the machine's own processes.
struct ReservedOverhead {
  std::optional<schema::Quantity> added_overhead;
  std::string mem_lock;  ///< mem_lock_requirement
};
const schema::Struct& describe(const ReservedOverhead*);

/// Memory of the guest.
struct Memory {
  Box<Hugepages> hugepages;
  std::optional<schema::Quantity> guest;
  std::optional<schema::Quantity> max_guest;
  Box<ReservedOverhead> reserved_overhead;
};
const schema::Struct& describe(const Memory*);

}  // namespace coracle::api::kubevirt::v1
