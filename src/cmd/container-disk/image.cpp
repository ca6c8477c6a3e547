#include "cmd/container-disk/image.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace container_disk {
namespace {

constexpr char disk_folder[] = "/disk";

int open_beneath(int folder, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<unsigned long long>(flags) | O_CLOEXEC;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(syscall(SYS_openat2, folder, path, &how, sizeof how));
}

int refuse(const char* path, const char* why) {
  fprintf(stderr, "container-disk: %s: %s\n", path, why);
  return -1;
}

int refuse_errno(const char* path) {
  const int error = errno;
  if (error == ELOOP) return refuse(path, "is or goes through a symbolic link, which is not allowed for a disk image");
  if (error == EACCES)
    return refuse(path, "is not readable by the user of this container; make the image readable for 107");
  return refuse(path, strerror(error));
}

/// Copies the name of the only entry of the folder.
bool only_entry(int folder, char (&name)[256]) {
  const int listed = dup(folder);
  DIR* entries = listed < 0 ? nullptr : fdopendir(listed);
  if (!entries) {
    refuse_errno(disk_folder);
    return false;
  }
  int found = 0;
  while (const dirent* entry = readdir(entries)) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    if (++found > 1) break;
    snprintf(name, sizeof name, "%s", entry->d_name);
  }
  closedir(entries);
  if (found == 0) refuse(disk_folder, "holds no file; a container disk has its image there");
  if (found > 1) refuse(disk_folder, "holds more than one file; a container disk has exactly one image there");
  return found == 1;
}

int checked(int image, const char* path) {
  if (image < 0) return refuse_errno(path);
  struct stat status;
  if (fstat(image, &status) == 0 && S_ISREG(status.st_mode)) return image;
  close(image);
  return refuse(path, "is not a regular file");
}

}  // namespace

int open_image(const char* path) {
  const int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return refuse_errno("/");
  if (path) {
    while (*path == '/') ++path;
    const int image = checked(open_beneath(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY), path);
    close(root);
    return image;
  }
  const int folder = open_beneath(root, disk_folder + 1, O_RDONLY | O_DIRECTORY);
  close(root);
  if (folder < 0) return refuse_errno(disk_folder);
  char name[256];
  const int image =
      only_entry(folder, name) ? checked(open_beneath(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY), name) : -1;
  close(folder);
  return image;
}

}  // namespace container_disk
