#pragma once
// Mounting by system calls on descriptors; nothing here runs a program.
#include <sys/types.h>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace coracle::node::volumes {

/// Mount points at or below a folder, the newest first: the order to unmount in. `mountinfo` as of proc(5).
std::vector<std::string> mounts_beneath(std::string_view mountinfo, std::string_view folder);
/// /proc/self/mountinfo now.
std::string read_mountinfo();

/// True when something is mounted on the directory behind the descriptor.
bool is_mount_root(int directory);
/// Mounts a tmpfs (mode 1777) over the directory; `size` 0: half of memory.
/// Its pages stay out of swap where the kernel can (6.4).
void mount_tmpfs(const std::string& path, std::uint64_t size);
/// Mounts huge pages, "2M".
void mount_hugetlbfs(const std::string& path, const std::string& page_size);
/// Mounts what is behind `source`, with what is mounted in it, over the file or directory behind `target`.
void bind_mount(int source, int target);
/// Unmounts everything at or below the folder and looks again. conflict when something there is in use.
void unmount_beneath(const std::string& folder);

}  // namespace coracle::node::volumes
