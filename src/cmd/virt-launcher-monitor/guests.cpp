#include "cmd/virt-launcher-monitor/guests.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace launcher_monitor {
namespace {

/// As container-disk/server.h has it.
constexpr const char* guest_is_over = "guest-is-over";

/// /proc/PID/stat is "PID (name) state parent ...", and the name may hold blanks and brackets.
bool is_guest_of(pid_t process, pid_t parent) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/stat", process);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char text[512];
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return false;
  text[size] = '\0';
  const char* name = strchr(text, '(');
  const char* name_end = strrchr(text, ')');
  if (!name || !name_end || name_end - text + 4 >= size) return false;
  const char state = name_end[2];
  if (state == 'Z' || state == 'X') return false;
  if (atoi(name_end + 4) != parent) return false;
  return strncmp(name + 1, "qemu-system", 11) == 0 || strncmp(name + 1, "qemu-kvm", 8) == 0;
}

}  // namespace

int guests(int signal_number) {
  DIR* processes = opendir("/proc");
  if (!processes) return 0;
  const pid_t self = getpid();
  int found = 0;
  while (const dirent* entry = readdir(processes)) {
    if (!isdigit(static_cast<unsigned char>(entry->d_name[0]))) continue;
    const pid_t process = atoi(entry->d_name);
    if (!is_guest_of(process, self)) continue;
    ++found;
    if (signal_number != 0) kill(process, signal_number);
  }
  closedir(processes);
  return found;
}

void end_container_disks(const char* folder_path) {
  if (!folder_path || !*folder_path) return;
  const int folder = open(folder_path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return;
  // For those that have no socket yet. First this: whoever does not find it has a socket that is found below.
  close(openat(folder, guest_is_over, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  DIR* entries = fdopendir(folder);
  if (!entries) {
    close(folder);
    return;
  }
  while (const dirent* entry = readdir(entries)) {
    struct stat status;
    if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(status.st_mode)) {
      unlinkat(folder, entry->d_name, 0);
    }
  }
  closedir(entries);
}

}  // namespace launcher_monitor
