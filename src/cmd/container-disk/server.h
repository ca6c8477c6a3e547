#pragma once
#include <signal.h>

namespace container_disk {

/// A file that the launcher's monitor leaves beside the sockets when the guest is over.
constexpr const char* guest_is_over = "guest-is-over";

/// From here on SIGTERM and SIGINT wait until serve() hears them; the first thing to do, since the first process of a
/// container loses what it does not handle. Gives those signals.
sigset_t hold_signals();

/// Listens on the unix socket `path` (which may be longer than sun_path) and hands `image` to each peer that runs as
/// user 107 or root: one message of the byte 'D' with the descriptor in SCM_RIGHTS. Others are hung up on.
/// Ends when told to by SIGTERM or SIGINT, when the socket is removed, which is how the launcher says that the guest is
/// over, and at once when it was over before. Gives the program's exit status.
int serve(int image, const char* path);

}  // namespace container_disk
