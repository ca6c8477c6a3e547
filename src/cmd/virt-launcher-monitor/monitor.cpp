#include "cmd/virt-launcher-monitor/monitor.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cmd/virt-launcher-monitor/guests.h"

namespace launcher_monitor {
namespace {

constexpr long minute = 60'000;
constexpr long look_for_guests_every = 1'000;
constexpr long guest_may_take_to_end = 10'000;

long now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1'000'000;
}

void pause_for_child_or(int signals, long milliseconds) {
  pollfd wait{signals, POLLIN, 0};
  poll(&wait, 1, static_cast<int>(milliseconds));
}

}  // namespace

bool Monitor::start() {
  const pid_t child = fork();
  if (child < 0) {
    fprintf(stderr, "virt-launcher-monitor: cannot fork: %s\n", strerror(errno));
    last_status_ = 1;
    return false;
  }
  if (child == 0) {
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    execv(options_.program, options_.passed_on);
    fprintf(stderr, "virt-launcher-monitor: cannot start %s: %s\n", options_.program, strerror(errno));
    _exit(errno == ENOENT ? 127 : 126);
  }
  launcher_ = child;
  starts_[next_start_] = now();
  next_start_ = (next_start_ + 1) % starts_a_minute;
  return true;
}

/// The slot that the next start will take holds the start five ago.
bool Monitor::may_start() { return starts_[next_start_] == 0 || now() - starts_[next_start_] >= minute; }

void Monitor::on_launcher_end(int status) {
  launcher_ = 0;
  last_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  over_ = WIFEXITED(status) &&
          (last_status_ == guest_is_over || last_status_ == guest_has_failed || last_status_ == wrong_usage);
  if (over_) return;
  fprintf(stderr, "virt-launcher-monitor: virt-launcher died (%s %d)\n", WIFEXITED(status) ? "status" : "signal",
          WIFEXITED(status) ? last_status_ : WTERMSIG(status));
}

void Monitor::reap() {
  int status = 0;
  for (pid_t ended; (ended = waitpid(-1, &status, WNOHANG)) > 0;) {
    if (ended == launcher_) on_launcher_end(status);
  }
}

void Monitor::hear() {
  signalfd_siginfo heard;
  while (read(signals_, &heard, sizeof heard) == static_cast<ssize_t>(sizeof heard)) {
    const int number = static_cast<int>(heard.ssi_signo);
    if (number == SIGCHLD) continue;
    asked_to_end_ = number;
    // A later virt-launcher would die of the signal itself, which comes before it listens: it is told by a word.
    setenv(asked_to_end_variable, "1", 1);
    if (launcher_ > 0) kill(launcher_, number);
  }
  reap();
}

/// How long to wait for signals: for ever while virt-launcher runs.
long Monitor::wait_milliseconds() {
  if (launcher_ > 0) return -1;
  const long left = minute - (now() - starts_[next_start_]);
  return left < look_for_guests_every ? (left > 0 ? left : 0) : look_for_guests_every;
}

/// virt-launcher ends after its guest; what still runs then is asked, and goes with the container in the end.
int Monitor::finish() {
  const long deadline = now() + guest_may_take_to_end;
  if (guests(SIGTERM) > 0) fputs("virt-launcher-monitor: the guest still ran and was told to end\n", stderr);
  while (guests(0) > 0 && now() < deadline) {
    pause_for_child_or(signals_, 100);
    hear();
  }
  guests(SIGKILL);
  end_container_disks(options_.container_disk_dir);
  const int status = last_status_;
  if (status != 0 && options_.keep_after_failure && asked_to_end_ == 0) {
    fprintf(stderr, "virt-launcher-monitor: failed with status %d, kept until a signal comes\n", status);
    while (asked_to_end_ == 0) {
      pause_for_child_or(signals_, -1);
      hear();
    }
  }
  return status;
}

int Monitor::run() {
  sigset_t heard;
  sigemptyset(&heard);
  constexpr int numbers[] = {SIGCHLD, SIGTERM, SIGINT, SIGQUIT};
  for (const int number : numbers) sigaddset(&heard, number);
  sigprocmask(SIG_BLOCK, &heard, &before_);
  signals_ = signalfd(-1, &heard, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals_ < 0) {
    fprintf(stderr, "virt-launcher-monitor: cannot wait for signals: %s\n", strerror(errno));
    return 1;
  }
  // As first process of a container it inherits orphans anyway; elsewhere this makes it so.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  start();
  while (!over_) {
    if (launcher_ == 0 && may_start()) {
      start();
    } else if (launcher_ == 0 && guests(0) == 0) {
      fprintf(stderr, "virt-launcher-monitor: virt-launcher died %d times within a minute and no guest runs\n",
              starts_a_minute);
      break;
    }
    pause_for_child_or(signals_, wait_milliseconds());
    hear();
  }
  return finish();
}

}  // namespace launcher_monitor
