// The guest-console-log container: what a guest writes to its serial console goes to this container's log.
#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cmd/virt-tail/tail.h"
#include "cmd/virt-tail/watch.h"

namespace {

constexpr char usage[] =
    "usage: virt-tail --logfile FILE\n"
    "\n"
    "Copies FILE to standard output as it grows, from the time it exists until SIGTERM, and frees the space of what "
    "was\n"
    "copied. When more than 8 MiB wait for a slow reader they are dropped, with a line that says so.\n";

int stop_signals() {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

/// Writes what a pipe that polled writable takes without blocking. False when the reader is gone.
bool write_some(virt_tail::Tail& tail) {
  constexpr size_t at_once = 4096;  // PIPE_BUF
  const size_t size = tail.pending_size() < at_once ? tail.pending_size() : at_once;
  const ssize_t written = write(STDOUT_FILENO, tail.pending(), size);
  if (written < 0) return errno == EAGAIN || errno == EINTR;
  tail.take(static_cast<size_t>(written));
  return true;
}

/// The last of a file that is no longer at the path is read before the new one is opened.
void follow(virt_tail::Tail& tail) {
  if (tail.open_file() && !tail.fill() && tail.look() == virt_tail::Found::other) {
    tail.close_file();
    if (tail.open_file()) tail.fill();
  }
}

/// What there is when the container is told to end: as much as goes out in a second.
void flush(virt_tail::Tail& tail) {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  for (int rounds = 0; rounds < 4096 && tail.fill(); ++rounds) {
    if (poll(&out, 1, 1000) <= 0 || !write_some(tail)) return;
  }
}

int run(const char* path) {
  const int signals = stop_signals();
  virt_tail::Watch watch(path);
  if (signals < 0 || !watch.good()) {
    fprintf(stderr, "virt-tail: cannot watch %s: %s\n", path, strerror(errno));
    return 1;
  }
  virt_tail::Tail tail(path);
  while (true) {
    watch.renew();
    follow(tail);
    tail.bound();
    pollfd waits[] = {{signals, POLLIN, 0}, {watch.descriptor(), POLLIN, 0}, {STDOUT_FILENO, POLLOUT, 0}};
    const bool pending = tail.pending_size() > 0;
    if (!pending) waits[2].fd = -1;
    if (poll(waits, 3, -1) < 0 && errno != EINTR) return 1;
    if (waits[0].revents) break;
    if (pending && waits[2].revents && !write_some(tail)) return 0;
  }
  flush(tail);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const char* path = nullptr;
  const option options[] = {
      {"logfile", required_argument, nullptr, 'l'}, {"help", no_argument, nullptr, 'h'}, {nullptr, 0, nullptr, 0}};
  for (int given; (given = getopt_long(argc, argv, "", options, nullptr)) != -1;) {
    if (given == 'l') {
      path = optarg;
    } else {
      fputs(usage, given == 'h' ? stdout : stderr);
      return given == 'h' ? 0 : 2;
    }
  }
  if (!path || !*path || optind != argc || strlen(path) > 4000) {
    fputs(usage, stderr);
    return 2;
  }
  return run(path);
}
