#pragma once

namespace launcher_monitor {

/// How many QEMU processes are children of this one. libvirt starts QEMU detached, so that it becomes the child of the
/// first process of the container. Libvirt's short probes of QEMU count as well.
/// A signal other than 0 is sent to each.
int guests(int signal_number);

/// Removes the sockets of the guest's container disks from their folder, which ends their containers, and leaves a
/// word for those that have not begun: a pod is over only when all of its containers are. Nothing happens for null.
void end_container_disks(const char* folder_path);

}  // namespace launcher_monitor
