#pragma once

namespace container_disk {

/// Opens the disk image of the container this runs in, for reading: `path` (from the container's root), or, when it is
/// null, the one file in /disk. No part of the way may be a symbolic link, so that an image cannot point to what a pod
/// has mounted over it. Says on standard error what is wrong and gives -1.
/// https://kubevirt.io/user-guide/storage/disks_and_volumes/#containerdisk
int open_image(const char* path);

}  // namespace container_disk
