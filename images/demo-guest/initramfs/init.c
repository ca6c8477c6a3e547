// First program of the demo guest: loads the modules its disk needs, finds the root file system by its UUID on whatever
// bus the disk hangs, and starts the real init on it. Compiled in place of a shell and its tools, which would double
// the size of the initramfs and so the memory that a guest of 62,500 KiB must hold while it unpacks.
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { superblock_offset = 1024, magic_at = 56, uuid_at = 104, uuid_bytes = 16, wait_ms = 20, last_wait_ms = 5000 };

static void say(const char* what, const char* about) { dprintf(1, "init: %s %s: %s\n", what, about, strerror(errno)); }

static void load_module(const char* name) {
  char path[128];
  snprintf(path, sizeof path, "/modules/%s.ko", name);
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || (syscall(SYS_finit_module, file, "", 0) != 0 && errno != EEXIST)) say("loading module", name);
  if (file >= 0) close(file);
}

static int is_root(const char* device, const unsigned char* uuid) {
  unsigned char block[uuid_at + uuid_bytes];
  const int disk = open(device, O_RDONLY | O_CLOEXEC);
  if (disk < 0) return 0;
  const ssize_t got = pread(disk, block, sizeof block, superblock_offset);
  close(disk);
  return got == (ssize_t)sizeof block && block[magic_at] == 0x53 && block[magic_at + 1] == 0xEF &&
         memcmp(block + uuid_at, uuid, uuid_bytes) == 0;
}

// Looks at every block device there is now; the device's path or "".
static const char* find_root(const unsigned char* uuid) {
  static char path[300];
  DIR* folder = opendir("/sys/class/block");
  if (folder == NULL) return "";
  for (struct dirent* entry; (entry = readdir(folder)) != NULL;) {
    snprintf(path, sizeof path, "/dev/%s", entry->d_name);
    if (entry->d_name[0] != '.' && is_root(path, uuid)) {
      closedir(folder);
      return path;
    }
  }
  closedir(folder);
  return "";
}

static const char* wait_for_root(const unsigned char* uuid, int milliseconds) {
  for (int waited = 0;; waited += wait_ms) {
    const char* found = find_root(uuid);
    if (found[0] != '\0' || waited >= milliseconds) return found;
    nanosleep(&(struct timespec){.tv_nsec = wait_ms * 1000000L}, NULL);
  }
}

// /modules/list has groups of names, a blank line after each: virtio disks first, then rarer buses. Loading stops with
// the group that makes the root appear.
static const char* load_until_root(const unsigned char* uuid) {
  FILE* list = fopen("/modules/list", "re");
  if (list == NULL) say("opening", "/modules/list");
  const char* found = "";
  char line[64];
  while (list != NULL && found[0] == '\0' && fgets(line, sizeof line, list) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    if (line[0] != '\0') {
      load_module(line);
    } else {
      found = wait_for_root(uuid, 0);
    }
  }
  if (list != NULL) fclose(list);
  return found[0] != '\0' ? found : wait_for_root(uuid, last_wait_ms);
}

static int parse_uuid(const char* text, unsigned char* uuid) {
  int digits = 0;
  for (; *text != '\0' && digits < 2 * uuid_bytes; ++text) {
    const char* hex = "0123456789abcdef";
    const char* digit = strchr(hex, *text);
    if (*text == '-') continue;
    if (digit == NULL) return 0;
    const unsigned char value = (unsigned char)(digit - hex);
    uuid[digits / 2] = (unsigned char)(digits % 2 == 0 ? value << 4 : uuid[digits / 2] | value);
    ++digits;
  }
  return digits == 2 * uuid_bytes;
}

int main(void) {
  mkdir("/proc", 0755);
  mkdir("/sys", 0755);
  mkdir("/dev", 0755);
  mkdir("/root", 0755);
  mount("dev", "/dev", "devtmpfs", 0, "mode=0755");
  mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");
  mount("sys", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "");

  // The kernel hands an argument that it does not know to init as environment.
  const char* wanted = getenv("rootuuid");
  unsigned char uuid[uuid_bytes];
  if (wanted == NULL || !parse_uuid(wanted, uuid)) {
    dprintf(1, "init: the kernel argument rootuuid= is missing or wrong\n");
    return 1;
  }
  const char* device = load_until_root(uuid);
  if (device[0] == '\0') {
    dprintf(1, "init: no disk has the root file system %s\n", wanted);
    return 1;
  }
  if (mount(device, "/root", "ext4", MS_NOATIME, "") != 0) {
    say("mounting", device);
    return 1;
  }
  mount("/dev", "/root/dev", NULL, MS_MOVE, NULL);
  mount("/proc", "/root/proc", NULL, MS_MOVE, NULL);
  mount("/sys", "/root/sys", NULL, MS_MOVE, NULL);
  if (unlink("/init") != 0 || chdir("/root") != 0 || mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0) {
    say("changing to", device);
    return 1;
  }
  execl("/sbin/init", "init", (char*)NULL);
  say("starting", "/sbin/init");
  return 1;
}
