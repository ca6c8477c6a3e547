#pragma once
#include <signal.h>
#include <sys/types.h>

#include "cmd/virt-launcher-monitor/options.h"

namespace launcher_monitor {

/// Exit statuses of virt-launcher that end the pod. Any other end of virt-launcher is a crash: it is started again and
/// finds its guest running.
constexpr int guest_is_over = 0;       ///< the guest shut down: the pod has succeeded
constexpr int wrong_usage = 2;         ///< starting it again would not help
constexpr int guest_has_failed = 100;  ///< the guest crashed, or could not be started: the pod has failed

/// Set in the environment of a virt-launcher that is started again after the pod was asked to end.
constexpr const char* asked_to_end_variable = "CORACLE_ASKED_TO_END";

constexpr int starts_a_minute = 5;

/// The first process of the compute container. The guest hangs on it, so it does little: it starts virt-launcher and
/// starts it again when it dies, reaps what is left to it, hands on signals, and ends when the guest is over.
class Monitor {
 public:
  explicit Monitor(const Options& options) : options_(options) {}
  /// Gives the exit status of the container.
  int run();

 private:
  bool start();
  void reap();
  void on_launcher_end(int status);
  void hear();
  long wait_milliseconds();
  bool may_start();
  int finish();

  const Options& options_;
  sigset_t before_{};
  int signals_ = -1;
  pid_t launcher_ = 0;
  int last_status_ = 0;                ///< as in a shell: exit status, or 128 + signal
  bool over_ = false;                  ///< virt-launcher has said that the guest is over
  int asked_to_end_ = 0;               ///< the signal
  long starts_[starts_a_minute] = {};  ///< milliseconds of the last starts, a ring
  int next_start_ = 0;
};

}  // namespace launcher_monitor
