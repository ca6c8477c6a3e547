#include "cmd/virt-tail/watch.h"

#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace virt_tail {

Watch::Watch(const char* path) : path_(path), inotify_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

Watch::~Watch() {
  if (inotify_ >= 0) close(inotify_);
}

void Watch::watch_nearest_folder() {
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", path_);
  int watched = -1;
  while (watched < 0) {
    char* slash = strrchr(folder, '/');
    if (!slash) {
      strcpy(folder, ".");
    } else if (slash == folder) {
      strcpy(folder, "/");
    } else {
      *slash = '\0';
    }
    watched = inotify_add_watch(
        inotify_, folder,
        IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB | IN_ONLYDIR);
    if (!slash || slash == folder) break;
  }
  if (folder_ >= 0 && folder_ != watched) inotify_rm_watch(inotify_, folder_);
  folder_ = watched;
}

void Watch::renew() {
  alignas(inotify_event) char events[4096];
  while (read(inotify_, events, sizeof events) > 0) {
  }
  watch_nearest_folder();
  const int file = inotify_add_watch(inotify_, path_, IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF | IN_DONT_FOLLOW);
  if (file_ >= 0 && file >= 0 && file_ != file) inotify_rm_watch(inotify_, file_);
  file_ = file;
}

}  // namespace virt_tail
