#include "proc/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/scope.h"

namespace coracle::proc {
namespace {

Command shell(std::string script) {
  Command command;
  command.program = "/bin/sh";
  command.arguments = {"-c", std::move(script)};
  return command;
}

Output run_now(Command command, std::string input = {}, RunLimits limits = {}) {
  Output output;
  run_task([&](Loop&) -> Task<> { output = co_await run(command, input, limits); });
  return output;
}

Reason reason_of(Command command, RunLimits limits = {}) {
  try {
    run_now(std::move(command), {}, limits);
  } catch (const Error& error) {
    return error.reason();
  }
  return Reason::unknown;
}

bool alive(pid_t pid) { return ::kill(pid, 0) == 0; }

TEST(Run, gives_input_and_collects_output_and_status) {
  const auto output = run_now(shell("cat; echo problem >&2; exit 3"), "some input");
  EXPECT_EQ(output.out, "some input");
  EXPECT_EQ(output.err, "problem\n");
  EXPECT_EQ(output.exit, (Exit{3, 0}));
  EXPECT_EQ(output.exit.text(), "exit status 3");
  EXPECT_EQ(run_now(shell("kill -9 $$")).exit.text(), "killed by signal 9");
}

TEST(Run, takes_output_larger_than_a_pipe) {
  const auto output = run_now(shell("head -c 900000 /dev/zero; head -c 900000 /dev/zero >&2"));
  EXPECT_EQ(output.out.size(), 900'000U);
  EXPECT_EQ(output.err.size(), RunLimits{}.err);
}

TEST(Run, is_bounded_in_output_and_time) {
  RunLimits limits;
  limits.out = 1000;
  EXPECT_EQ(reason_of(shell("head -c 1001 /dev/zero"), limits), Reason::request_entity_too_large);
  limits.time = std::chrono::milliseconds(50);
  EXPECT_EQ(reason_of(shell("exec sleep 1000"), limits), Reason::timeout);
}

TEST(Run, says_when_there_is_no_such_program) {
  Command command;
  command.program = "/no/such/program";
  EXPECT_EQ(reason_of(command), Reason::not_found);
  command.program = "/etc";
  EXPECT_EQ(reason_of(command), Reason::forbidden);
}

TEST(Run, does_not_wait_for_a_grandchild_that_keeps_the_pipe) {
  RunLimits limits;
  limits.time = std::chrono::seconds(20);
  const auto begin = std::chrono::steady_clock::now();
  auto command = shell("sleep 1000 & echo $!");
  const auto output = run_now(command, {}, limits);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  const pid_t grandchild = std::stoi(output.out);
  EXPECT_TRUE(alive(grandchild));
  ::kill(grandchild, SIGKILL);
}

TEST(Child, has_no_descriptors_but_its_own) {
  const Fd leaked(::open("/dev/null", O_RDONLY));  // on purpose not closed at exec
  const Fd given(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  auto command = shell("ls /proc/$$/fd; readlink /proc/$$/fd/5");
  command.descriptors.emplace_back(given.get(), 5);
  EXPECT_EQ(run_now(command).out, "0\n1\n2\n5\n/dev/zero\n");
}

TEST(Child, starts_where_and_with_what_it_is_told) {
  auto command = shell("pwd; echo $A$HOME; cut -d' ' -f6 /proc/$$/stat | grep -qx $$ && echo leader");
  command.directory = "/usr";
  command.environment = {{"A=b"}};
  command.own_session = true;
  EXPECT_EQ(run_now(command).out, "/usr\nb\nleader\n");
}

TEST(Child, does_not_inherit_blocked_signals) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  const auto output = run_now(shell("kill -TERM $$; echo survived"));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(output.exit.signal, SIGTERM);
}

TEST(Child, may_end_in_peace_and_is_killed_after_its_grace) {
  run_task([](Loop&) -> Task<> {
    auto command = shell("trap 'exit 7' TERM; echo up; while :; do sleep 0.01; done");
    command.out = Stdio::pipe();
    auto polite = Child::spawn(command);
    co_await readable(polite.out().get());
    const auto exit = co_await polite.terminate(std::chrono::seconds(30));
    EXPECT_EQ(exit, (Exit{7, 0}));
    EXPECT_FALSE(polite.signal(SIGTERM));

    command = shell("trap '' TERM; echo up; while :; do sleep 0.01; done");
    command.out = Stdio::pipe();
    auto stubborn = Child::spawn(command);
    co_await readable(stubborn.out().get());
    const auto killed = co_await stubborn.terminate(std::chrono::milliseconds(50));
    EXPECT_EQ(killed, (Exit{0, SIGKILL}));
    const auto again = co_await stubborn.wait();
    EXPECT_EQ(again, killed);
  });
}

TEST(Child, is_not_left_behind_unless_detached) {
  pid_t dropped = 0;
  pid_t kept = 0;
  {
    auto child = Child::spawn(shell("exec sleep 1000"));
    dropped = child.pid();
    auto other = Child::spawn(shell("exec sleep 1000"));
    kept = other.pid();
    other.detach();
    auto moved = std::move(child);
    EXPECT_TRUE(alive(dropped));
  }
  EXPECT_FALSE(alive(dropped));
  EXPECT_TRUE(alive(kept));
  ::kill(kept, SIGKILL);
  int status = 0;
  ::waitpid(kept, &status, 0);
}

TEST(Pidfd, names_a_process_or_none) {
  EXPECT_TRUE(open_pidfd(::getpid()));
  auto child = Child::spawn(shell("exit 0"));
  run_task([&](Loop&) -> Task<> { co_await child.wait(); });
  EXPECT_THROW(open_pidfd(child.pid()), Error);
}

}  // namespace
}  // namespace coracle::proc
