#pragma once

namespace container_disk {

/// Listens on the unix socket `path` (which may be longer than sun_path) and hands `image` to each peer that runs as
/// user 107 or root: one message of the byte 'D' with the descriptor in SCM_RIGHTS. Others are hung up on.
/// Ends when told to by SIGTERM or SIGINT, or when the socket is removed, which is how the launcher says that the guest
/// is over. Gives the program's exit status.
int serve(int image, const char* path);

}  // namespace container_disk
