#pragma once
#include <string>
#include <vector>

#include "virt/handler/vmi/view.h"

namespace coracle::virt::handler {

/// Something for people, about the instance.
struct Told {
  std::string type;
  std::string reason;
  std::string message;
  bool operator==(const Told&) const = default;
};

/// The instance with the status that follows from what is known: phase, conditions, interfaces, volumes, machine,
/// guest. Members that others own stay as they are. Texts of the guest are cut to size.
api::kubevirt::v1::VirtualMachineInstance with_status(const View& view);

/// What people are told when the status changes so.
std::vector<Told> told_of(const api::kubevirt::v1::VirtualMachineInstance& before,
                          const api::kubevirt::v1::VirtualMachineInstance& after);

/// A change that must be seen at once; others (a guest's addresses, its memory) may wait a moment, so that a guest
/// cannot make us write all the time.
bool is_urgent(const api::kubevirt::v1::VirtualMachineInstance& before,
               const api::kubevirt::v1::VirtualMachineInstance& after);

}  // namespace coracle::virt::handler
