#include "virt/launcher/disks/container_disk.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scope.h"
#include "net/socket_address.h"

namespace coracle::virt::launcher::disks {

namespace handed_over {
namespace {

/// Between its socket's appearance and its listening, a server takes a moment that no event shows.
constexpr auto look_again_after = std::chrono::milliseconds(5);

/// A connection to the very socket that was looked at; nothing while nobody listens.
Fd dial(int folder, const std::string& name) {
  Fd place;
  try {
    place = open_beneath(folder, name, O_PATH | O_NOFOLLOW);
  } catch (const Error& error) {
    if (error.reason() == Reason::not_found) return {};
    throw;
  }
  struct stat status {};
  if (fstat(place.get(), &status) != 0 || !S_ISSOCK(status.st_mode)) {
    throw Error(Reason::invalid, name + " is not a socket");
  }
  Fd peer(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!peer) throw system_error(errno, "socket");
  const auto address = net::unix_address("/proc/self/fd/" + std::to_string(place.get()));
  if (connect(peer.get(), address.sockaddr(), address.length) != 0) {
    if (errno == ECONNREFUSED || errno == EAGAIN) return {};
    throw system_error(errno, "connect to " + name);
  }
  ucred who{};
  socklen_t size = sizeof who;
  if (getsockopt(peer.get(), SOL_SOCKET, SO_PEERCRED, &who, &size) != 0) throw system_error(errno, "peer of " + name);
  if (who.uid != geteuid() && who.uid != 0) {
    throw Error(Reason::forbidden, name + " is served by user " + std::to_string(who.uid));
  }
  return peer;
}

Fd take_descriptor(int peer, const std::string& name) {
  char byte = 0;
  iovec data{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(4 * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (recvmsg(peer, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) < 0) throw system_error(errno, "receive from " + name);
  Fd image;
  int count = 0;
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const auto sent = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < sent; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(part) + i * sizeof(int), sizeof descriptor);
      image = Fd(descriptor);
      ++count;
    }
  }
  if (count != 1) throw Error(Reason::invalid, name + " handed over " + std::to_string(count) + " files, not one");
  return image;
}

void check_file(int image, const std::string& name) {
  struct stat status {};
  if (fstat(image, &status) != 0) throw system_error(errno, "image of " + name);
  if (!S_ISREG(status.st_mode)) throw Error(Reason::invalid, name + " handed over what is not a regular file");
  const int flags = fcntl(image, F_GETFL);
  const bool readable_file = flags >= 0 && (flags & O_PATH) == 0 && (flags & O_ACCMODE) != O_WRONLY;
  if (!readable_file) throw Error(Reason::invalid, name + " handed over a file that was not opened for reading");
}

Task<Fd> wait_and_dial(int folder, std::string name) {
  const Fd watch(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  const auto place = "/proc/self/fd/" + std::to_string(folder);
  if (!watch || inotify_add_watch(watch.get(), place.c_str(), IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR) < 0) {
    throw system_error(errno, "watch the folder of container disks");
  }
  while (true) {
    auto peer = dial(folder, name);
    if (peer) co_return peer;
    struct stat status {};
    if (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
      co_await sleep_for(look_again_after);
      continue;
    }
    co_await readable(watch.get());
    char events[4096];
    while (read(watch.get(), events, sizeof events) > 0) {
    }
  }
}

Task<Fd> receive(std::string folder, std::string name) {
  const auto opened = open_directory(folder);
  const auto peer = co_await wait_and_dial(opened.get(), name);
  co_await readable(peer.get());
  auto image = take_descriptor(peer.get(), name);
  check_file(image.get(), name);
  co_return image;
}

}  // namespace
}  // namespace handed_over

Task<Fd> receive_image(std::string folder, std::string name, Duration limit) {
  auto doing = "container disk behind " + name;
  co_return co_await within(limit, handed_over::receive(std::move(folder), std::move(name)), std::move(doing));
}

}  // namespace coracle::virt::launcher::disks
