#include "cmd/container-disk/server.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace container_disk {
namespace {

constexpr unsigned qemu_user = 107;

int fail(const char* doing, const char* path) {
  fprintf(stderr, "container-disk: cannot %s %s: %s\n", doing, path, strerror(errno));
  return 1;
}

struct Place {
  int folder = -1;
  const char* name = nullptr;
};

/// The kubelet's paths are longer than sun_path: the folder is opened and named by its descriptor.
bool find_place(const char* path, Place& place) {
  const char* slash = strrchr(path, '/');
  char folder[4096] = ".";
  place.name = slash ? slash + 1 : path;
  if (slash) {
    const auto length = static_cast<size_t>(slash - path);
    if (length >= sizeof folder) {
      errno = ENAMETOOLONG;
      return false;
    }
    memcpy(folder, path, length);
    folder[length] = '\0';
    if (length == 0) strcpy(folder, "/");
  }
  place.folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return place.folder >= 0;
}

int listen_at(const Place& place) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const int length =
      snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", place.folder, place.name);
  if (length < 0 || static_cast<size_t>(length) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -1;
  unlinkat(place.folder, place.name, 0);
  umask(0177);
  if (bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && listen(listener, 16) == 0) {
    return listener;
  }
  close(listener);
  return -1;
}

void hand_over(int listener, int image) {
  const int peer = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
  if (peer < 0) return;
  ucred who{};
  socklen_t size = sizeof who;
  const bool known = getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0;
  if (known && (who.uid == qemu_user || who.uid == 0)) {
    char byte = 'D';
    iovec data{&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* rights = CMSG_FIRSTHDR(&message);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(rights), &image, sizeof image);
    if (sendmsg(peer, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
      fprintf(stderr, "container-disk: cannot hand the image over: %s\n", strerror(errno));
    }
  } else {
    fprintf(stderr, "container-disk: refused a peer of user %u\n", known ? who.uid : ~0U);
  }
  close(peer);
}

bool still_ours(const Place& place, const struct stat& ours) {
  struct stat now;
  return fstatat(place.folder, place.name, &now, AT_SYMLINK_NOFOLLOW) == 0 && now.st_ino == ours.st_ino &&
         now.st_dev == ours.st_dev;
}

void drain(int descriptor) {
  char buffer[4096];
  while (read(descriptor, buffer, sizeof buffer) > 0) {
  }
}

}  // namespace

sigset_t hold_signals() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  // The first process of a container has no default actions: a descriptor is the way to hear signals.
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  return ends;
}

int serve(int image, const char* path) {
  const sigset_t ends = hold_signals();
  const int signals = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
  Place place;
  if (!find_place(path, place)) return fail("open the folder of", path);
  const int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  char folder[32];
  snprintf(folder, sizeof folder, "/proc/self/fd/%d", place.folder);
  if (watch < 0 || inotify_add_watch(watch, folder, IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF) < 0) {
    return fail("watch the folder of", path);
  }
  const int listener = listen_at(place);
  if (listener < 0) return fail("listen on", path);
  struct stat ours;
  // The guest is over already, before this one came; the launcher has looked through the sockets.
  if (fstatat(place.folder, guest_is_over, &ours, AT_SYMLINK_NOFOLLOW) == 0) {
    unlinkat(place.folder, place.name, 0);
    return 0;
  }
  if (fstatat(place.folder, place.name, &ours, AT_SYMLINK_NOFOLLOW) < 0) {
    return errno == ENOENT ? 0 : fail("find", path);
  }

  pollfd waits[] = {{signals, POLLIN, 0}, {watch, POLLIN, 0}, {listener, POLLIN, 0}};
  while (true) {
    if (poll(waits, 3, -1) < 0 && errno != EINTR) return fail("wait for peers of", path);
    if (waits[0].revents) break;
    if (waits[1].revents) {
      drain(watch);
      if (!still_ours(place, ours)) return 0;
    }
    if (waits[2].revents) hand_over(listener, image);
  }
  if (still_ours(place, ours)) unlinkat(place.folder, place.name, 0);
  return 0;
}

}  // namespace container_disk
