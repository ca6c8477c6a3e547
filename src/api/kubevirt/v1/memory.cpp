#include "api/kubevirt/v1/memory.h"

namespace coracle::api::kubevirt::v1 {
using schema::field;
using schema::Field;
using schema::Struct;

const Struct& describe(const Hugepages*) {
  using T = Hugepages;
  static const Field fields[] = {
      field<&T::page_size>("pageSize", "Size of one page, such as 2Mi or 1Gi."),
  };
  static const Struct table{"io.kubevirt.v1.Hugepages", "Huge pages of the guest's memory.", fields};
  return table;
}

const Struct& describe(const ReservedOverhead*) {
  using T = ReservedOverhead;
  static const Field fields[] = {
      field<&T::added_overhead>("addedOverhead", "Memory added to the calculated overhead."),
      field<&T::mem_lock>("memLock",
                          "Whether the process's locked memory limit must cover the guest; NotRequired when empty.")
          .one_of("NotRequired|Required"),
  };
  static const Struct table{"io.kubevirt.v1.ReservedOverhead", "Memory set aside for the machine's own processes.",
                            fields};
  return table;
}

const Struct& describe(const Memory*) {
  using T = Memory;
  static const Field fields[] = {
      field<&T::hugepages>("hugepages", "Backs the memory with huge pages."),
      field<&T::guest>("guest", "Memory the guest sees; resources when absent. May be raised while the guest runs."),
      field<&T::max_guest>(
          "maxGuest",
          "Most memory that can be plugged in; four times the guest's when absent and hotplug is possible."),
      field<&T::reserved_overhead>("reservedOverhead",
                                   "Memory beside the guest's that is reserved for the machine's own processes."),
  };
  static const Struct table{"io.kubevirt.v1.Memory", "Memory of the guest.", fields};
  return table;
}

}  // namespace coracle::api::kubevirt::v1
