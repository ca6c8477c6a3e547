#pragma once
#include <sys/types.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/task.h"
#include "base/time.h"

namespace coracle::proc {

/// Where a standard stream of a child leads.
struct Stdio {
  enum class Kind { null, inherit, pipe, descriptor };
  Kind kind = Kind::null;
  int number = -1;  ///< of descriptor; stays the caller's

  static Stdio null() { return {}; }
  static Stdio inherit() { return {Kind::inherit, -1}; }
  /// Our end is Child::in(), out() or err(), not blocking.
  static Stdio pipe() { return {Kind::pipe, -1}; }
  static Stdio to(int descriptor) { return {Kind::descriptor, descriptor}; }
};

/// A program to start, without a shell. The child has the descriptors named here and no others, default signal actions
/// and no blocked signal.
struct Command {
  std::string program;                                  ///< a path; a name without "/" is looked up in PATH
  std::vector<std::string> arguments;                   ///< without the program's own name
  std::optional<std::vector<std::string>> environment;  ///< "NAME=value"; ours when absent
  std::string directory;                                ///< ours when empty
  Stdio in = Stdio::null();
  Stdio out = Stdio::null();
  Stdio err = Stdio::inherit();
  std::vector<std::pair<int, int>> descriptors;  ///< our number, its number there (3 or more)
  bool own_session = false;                      ///< setsid: our terminal's and group's signals do not reach it
};

struct Exit {
  int code = 0;    ///< when signal is 0
  int signal = 0;  ///< that ended it
  bool ok() const { return code == 0 && signal == 0; }
  /// "exit status 3", "killed by signal 9"
  std::string text() const;
  bool operator==(const Exit&) const = default;
};

/// A child process, held by its pidfd, so that a signal never reaches a stranger that got its number.
/// Destroying it kills and reaps a child that still runs; detach() leaves it.
class Child {
 public:
  /// Throws Error, also when the program cannot be executed.
  static Child spawn(const Command& command);
  ~Child();
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;

  pid_t pid() const { return pid_; }
  /// Readable when the child has ended.
  int pidfd() const { return pidfd_.get(); }
  Fd& in() { return in_; }
  Fd& out() { return out_; }
  Fd& err() { return err_; }

  /// Waits for the end and reaps. May be called again and by one task at a time.
  Task<Exit> wait();
  /// The end, if it has come.
  std::optional<Exit> poll();
  /// False when it has ended already.
  bool signal(int number) const;
  /// SIGTERM, and after `grace` SIGKILL; with own_session then SIGKILL to what it left in its process group.
  Task<Exit> terminate(Duration grace);
  /// Leaves the child running when this object goes; it becomes init's when we end.
  void detach() { detached_ = true; }

 private:
  Child() = default;
  void end();
  pid_t pid_ = -1;
  Fd pidfd_, in_, out_, err_;
  bool own_session_ = false;
  bool detached_ = false;
  std::optional<Exit> exit_;
};

/// A pidfd of any process. not_found when there is none.
Fd open_pidfd(pid_t pid);

struct Output {
  Exit exit;
  std::string out;
  std::string err;
};
struct RunLimits {
  Duration time = std::chrono::seconds(30);
  std::size_t out = 1U << 20U;  ///< bytes; more is an error
  std::size_t err = 1U << 16U;  ///< bytes; the rest is dropped
};
/// Runs a command to its end with `input` as its standard input. The command's own in, out and err do not count.
/// Throws Error(timeout) and kills it after limits.time; the exit status is for the caller to judge.
Task<Output> run(Command command, std::string input = {}, RunLimits limits = {});

}  // namespace coracle::proc
