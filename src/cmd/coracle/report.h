#pragma once
#include <string>

#include "base/files.h"

namespace coracle::cmd {

/// Where a cluster says how its start goes: on standard output, or to the process that waits for a detached one.
class Report {
 public:
  Report() = default;
  explicit Report(Fd waiting) : waiting_(std::move(waiting)) {}

  void ready();
  /// It goes on, but is not ready in time.
  void late(const std::string& what_is_missing);
  void failed(const std::string& why);

 private:
  void tell(const std::string& line);
  Fd waiting_;
};

/// The other end: reads what a detached cluster reports, tells it to the user and gives the exit status.
int wait_for_report(Fd from, const std::string& log_path);

}  // namespace coracle::cmd
