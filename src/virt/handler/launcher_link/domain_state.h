#pragma once
#include "virt/shared/launcher_protocol.h"

namespace coracle::virt::handler {

/// Libvirt's states of a domain that there is, and of one that was.
bool is_alive(const shared::DomainReport& report);
bool has_ended(const shared::DomainReport& report);

}  // namespace coracle::virt::handler
