#include "proc/child.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/error.h"
#include "base/scope.h"

namespace coracle::proc {
namespace {
namespace spawning {

[[noreturn]] void fail(int error, const std::string& program) { throw system_error(error, "start " + program); }

class Actions {
 public:
  Actions() { ::posix_spawn_file_actions_init(&actions_); }
  ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

  /// The child's `target` becomes our `source`. Sources are first lifted above every target, so that one assignment
  /// cannot close what another still needs.
  void assign(int source, int target, const std::string& program) {
    lifted_.emplace_back(::fcntl(source, F_DUPFD_CLOEXEC, 256));
    if (!lifted_.back()) fail(errno, program);
    ::posix_spawn_file_actions_adddup2(&actions_, lifted_.back().get(), target);
    kept_.push_back(target);
  }
  void directory(const std::string& path) { ::posix_spawn_file_actions_addchdir_np(&actions_, path.c_str()); }
  void close_others() {
    const int highest = *std::max_element(kept_.begin(), kept_.end());
    for (int number = 0; number < highest; ++number)
      if (std::find(kept_.begin(), kept_.end(), number) == kept_.end())
        ::posix_spawn_file_actions_addclose(&actions_, number);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, highest + 1);
  }

 private:
  posix_spawn_file_actions_t actions_{};
  std::vector<Fd> lifted_;
  std::vector<int> kept_;
};

class Attributes {
 public:
  explicit Attributes(bool own_session) {
    ::posix_spawnattr_init(&attributes_);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    const int session = own_session ? POSIX_SPAWN_SETSID : 0;
    ::posix_spawnattr_setflags(&attributes_,
                               static_cast<short>(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | session));
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

/// Gives the child its stream; returns our end of a pipe.
Fd wire(const Stdio& stream, int target, Actions& actions, const std::string& program) {
  const bool reads = target == STDIN_FILENO;
  if (stream.kind == Stdio::Kind::pipe) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail(errno, program);
    Fd theirs(ends[reads ? 0 : 1]);
    Fd ours(ends[reads ? 1 : 0]);
    if (::fcntl(ours.get(), F_SETFL, O_NONBLOCK) != 0) fail(errno, program);
    actions.assign(theirs.get(), target, program);
    return ours;
  }
  if (stream.kind == Stdio::Kind::null) {
    const Fd null(::open("/dev/null", (reads ? O_RDONLY : O_WRONLY) | O_CLOEXEC));
    if (!null) fail(errno, program);
    actions.assign(null.get(), target, program);
    return {};
  }
  actions.assign(stream.kind == Stdio::Kind::inherit ? target : stream.number, target, program);
  return {};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

Exit exit_of(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return {info.si_status, 0};
  return {0, info.si_status};
}

/// Reads what there is; false at the end of the stream. Beyond `limit` bytes the rest is dropped.
bool take_available(int descriptor, std::string& into, std::size_t limit, bool& dropped) {
  char buffer[16384];
  while (true) {
    const auto count = ::read(descriptor, buffer, sizeof buffer);
    if (count == 0) return false;
    if (count < 0) {
      if (errno == EINTR) continue;
      return errno == EAGAIN;
    }
    const auto room = limit - into.size();
    if (static_cast<std::size_t>(count) > room) dropped = true;
    into.append(buffer, std::min(room, static_cast<std::size_t>(count)));
  }
}

struct Collected {
  std::string text;
  std::size_t limit = 0;
  bool dropped = false;
};

Task<> collect(int descriptor, Collected& into) {
  while (take_available(descriptor, into.text, into.limit, into.dropped)) co_await readable(descriptor);
}

Fd file_with(const std::string& content) {
  // A file and not a pipe: whoever does not read it all causes no SIGPIPE, and nobody has to feed it.
  Fd file(::memfd_create("input", MFD_CLOEXEC));
  if (!file) throw system_error(errno, "make a file in memory");
  write_all(file.get(), content, "a file in memory");
  if (::lseek(file.get(), 0, SEEK_SET) != 0) throw system_error(errno, "rewind a file in memory");
  return file;
}

}  // namespace spawning
}  // namespace

std::string Exit::text() const {
  if (signal != 0) return "killed by signal " + std::to_string(signal);
  return "exit status " + std::to_string(code);
}

Fd open_pidfd(pid_t pid) {
  Fd opened(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  if (!opened) {
    if (errno == ESRCH) throw Error(Reason::not_found, "no process " + std::to_string(pid));
    throw system_error(errno, "open process " + std::to_string(pid));
  }
  return opened;
}

Child Child::spawn(const Command& command) {
  using namespace spawning;
  Actions actions;
  Child child;
  child.own_session_ = command.own_session;
  child.in_ = wire(command.in, STDIN_FILENO, actions, command.program);
  child.out_ = wire(command.out, STDOUT_FILENO, actions, command.program);
  child.err_ = wire(command.err, STDERR_FILENO, actions, command.program);
  for (const auto& [ours, theirs] : command.descriptors) actions.assign(ours, theirs, command.program);
  if (!command.directory.empty()) actions.directory(command.directory);
  actions.close_others();
  const Attributes attributes(command.own_session);

  std::vector<std::string> arguments{command.program};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  auto environment = command.environment.value_or(std::vector<std::string>{});
  const auto argv = pointers(arguments);
  const auto envp = pointers(environment);
  const int error = ::posix_spawnp(&child.pid_, command.program.c_str(), actions.get(), attributes.get(), argv.data(),
                                   command.environment ? envp.data() : environ);
  if (error != 0) {
    child.pid_ = -1;
    fail(error, command.program);
  }
  // Nobody else reaps our children, so the number is still the child's.
  child.pidfd_ = open_pidfd(child.pid_);
  return child;
}

Child::Child(Child&& other) noexcept { *this = std::move(other); }

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  end();
  pid_ = std::exchange(other.pid_, -1);
  pidfd_ = std::move(other.pidfd_);
  in_ = std::move(other.in_);
  out_ = std::move(other.out_);
  err_ = std::move(other.err_);
  own_session_ = other.own_session_;
  detached_ = other.detached_;
  exit_ = other.exit_;
  return *this;
}

Child::~Child() { end(); }

void Child::end() {
  if (pid_ < 0 || exit_ || detached_) return;
  if (own_session_) ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
  }
  exit_ = spawning::exit_of(info);
}

std::optional<Exit> Child::poll() {
  if (exit_) return exit_;
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG) != 0)
    throw system_error(errno, "wait for process " + std::to_string(pid_));
  if (info.si_pid != 0) exit_ = spawning::exit_of(info);
  return exit_;
}

Task<Exit> Child::wait() {
  while (!poll()) co_await readable(pidfd_.get());
  co_return *exit_;
}

bool Child::signal(int number) const {
  if (exit_) return false;
  if (::syscall(SYS_pidfd_send_signal, pidfd_.get(), number, nullptr, 0) == 0) return true;
  if (errno == ESRCH) return false;
  throw system_error(errno, "signal process " + std::to_string(pid_));
}

Task<Exit> Child::terminate(Duration grace) {
  if (signal(SIGTERM) && grace > Duration::zero()) {
    try {
      co_await within(grace, readable(pidfd_.get()), "wait for process " + std::to_string(pid_));
    } catch (const Error& error) {
      if (error.reason() != Reason::timeout) throw;
    }
  }
  // Before the leader is reaped the group's number cannot belong to others.
  if (!exit_ && own_session_) ::kill(-pid_, SIGKILL);
  signal(SIGKILL);
  co_return co_await wait();
}

namespace {
namespace spawning {
Task<Output> run_whole(Command command, std::string input, RunLimits limits) {
  const auto given = spawning::file_with(input);
  command.in = Stdio::to(given.get());
  command.out = Stdio::pipe();
  command.err = Stdio::pipe();
  auto child = Child::spawn(command);
  spawning::Collected out{{}, limits.out, false};
  spawning::Collected err{{}, limits.err, false};
  Scope scope(co_await this_executor());
  scope.spawn(spawning::collect(child.out().get(), out), "standard output");
  scope.spawn(spawning::collect(child.err().get(), err), "standard error");
  std::exception_ptr failure;
  Exit exit;
  try {
    exit = co_await within(limits.time, child.wait(), "run " + command.program);
  } catch (...) {
    failure = std::current_exception();
  }
  co_await uncancellable();
  // What the child wrote is in the pipes by now; a grandchild that still holds them is not waited for.
  co_await scope.cancel_and_join();
  if (failure) {
    co_await child.terminate(Duration::zero());
    std::rethrow_exception(failure);
  }
  spawning::take_available(child.out().get(), out.text, out.limit, out.dropped);
  spawning::take_available(child.err().get(), err.text, err.limit, err.dropped);
  if (out.dropped)
    throw Error(Reason::request_entity_too_large,
                command.program + " wrote more than " + std::to_string(limits.out) + " bytes");
  co_return Output{exit, std::move(out.text), std::move(err.text)};
}
}  // namespace spawning
}  // namespace

// In a task of its own: its clean-up must not be cancelled, while the caller still can be afterwards.
Task<Output> run(Command command, std::string input, RunLimits limits) {
  constexpr auto to_clean_up = std::chrono::seconds(10);
  const auto program = command.program;
  auto whole = spawning::run_whole(std::move(command), std::move(input), limits);
  co_return co_await within(limits.time + to_clean_up, std::move(whole), "run " + program);
}

}  // namespace coracle::proc
