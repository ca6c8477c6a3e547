#include "virt/handler/kvm_probe/kvm_probe.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "virt/handler/kvm_probe/machine.h"

namespace coracle::virt::handler {

namespace kvm_probing {
namespace {

/// A processor that stops does so at once; a kernel that does not react at all would otherwise be waited for.
constexpr auto resend_every = std::chrono::milliseconds(20);
/// A processor needs about a millisecond for the loop, a busy one some more; what interprets guests needs hundreds.
constexpr auto quick = std::chrono::milliseconds(50);
constexpr int tries = 3;

struct Attempt {
  std::mutex mutex;
  std::condition_variable changed;
  bool ended = false;
  bool stopped = false;
  ProbeMachine::Exit exit = ProbeMachine::Exit::failed;
  std::exception_ptr error;
  std::chrono::microseconds took{};
};

void run_processor(ProbeMachine& machine, Attempt& attempt) {
  const auto begin = std::chrono::steady_clock::now();
  auto exit = ProbeMachine::Exit::failed;
  std::exception_ptr error;
  try {
    while ((exit = machine.run()) == ProbeMachine::Exit::interrupted) {
      const std::lock_guard lock(attempt.mutex);
      if (attempt.stopped) break;
    }
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(attempt.mutex);
  attempt.exit = exit;
  attempt.error = error;
  attempt.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  attempt.ended = true;
  attempt.changed.notify_one();
}

/// A signal with an empty handler, for the time of a probe: it only makes KVM_RUN return. (KVM_SET_SIGNAL_MASK would do
/// without a handler, but not each KVM has it.)
class Interrupt {
 public:
  Interrupt() {
    struct sigaction empty {};
    empty.sa_handler = [](int) {};
    sigaction(number, &empty, &before_);
  }
  ~Interrupt() { sigaction(number, &before_, nullptr); }
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  static void send(std::thread& thread) { pthread_kill(thread.native_handle(), number); }

 private:
  static inline const int number = SIGRTMIN + 7;
  struct sigaction before_ {};
};

void run_with_limit(ProbeMachine& machine, std::chrono::milliseconds limit, Attempt& attempt) {
  const Interrupt interrupt;
  std::thread processor([&] { run_processor(machine, attempt); });
  {
    std::unique_lock lock(attempt.mutex);
    attempt.changed.wait_for(lock, limit, [&] { return attempt.ended; });
    while (!attempt.ended) {
      attempt.stopped = true;
      machine.ask_to_stop();
      Interrupt::send(processor);
      attempt.changed.wait_for(lock, resend_every, [&] { return attempt.ended; });
    }
  }
  processor.join();
}

KvmVerdict judge(const std::string& device, std::chrono::milliseconds limit, const Attempt& attempt,
                 const ProbeMachine& machine) {
  if (attempt.error) {
    return {KvmState::broken,
            device + " opens, but a virtual processor does not run: " + coracle::describe(attempt.error)};
  }
  if (attempt.exit == ProbeMachine::Exit::done && attempt.took <= quick) {
    return {KvmState::usable, device + " runs guests: a million rounds of a loop took " +
                                  std::to_string(attempt.took.count()) + " microseconds"};
  }
  if (attempt.exit == ProbeMachine::Exit::done) {
    return {KvmState::slow, device +
                                " opens, but does not run guests at a processor's speed: a million rounds of a loop " +
                                "took " + std::to_string(attempt.took.count()) + " microseconds"};
  }
  if (attempt.exit == ProbeMachine::Exit::interrupted) {
    return {KvmState::slow, device +
                                " opens, but does not run guests at a processor's speed: a million rounds of a loop " +
                                "did not end within " + std::to_string(limit.count()) + " ms"};
  }
  return {KvmState::broken, device + " opens, but a virtual processor stops with exit reason " +
                                std::to_string(machine.reason()) + " in place of running"};
}

KvmVerdict not_opened(const std::string& device, int error) {
  if (error == EACCES || error == EPERM) {
    return {KvmState::no_permission, device + " is there, but may not be opened by user " + std::to_string(geteuid())};
  }
  if (error == ENOENT) return {KvmState::absent, "there is no " + device};
  return {KvmState::absent, device + " is there, but nothing answers behind it: " + std::strerror(error)};
}

}  // namespace
}  // namespace kvm_probing

std::string_view to_string(KvmState state) {
  switch (state) {
    case KvmState::usable:
      return "usable";
    case KvmState::slow:
      return "slow";
    case KvmState::broken:
      return "broken";
    case KvmState::no_permission:
      return "no-permission";
    case KvmState::absent:
      return "absent";
  }
  broken("a state of KVM without a word");
}

KvmVerdict probe_kvm(const std::string& device, std::chrono::milliseconds limit) {
  const int kvm = open(device.c_str(), O_RDWR | O_CLOEXEC);
  if (kvm < 0) return kvm_probing::not_opened(device, errno);
  KvmVerdict verdict;
  if (ioctl(kvm, KVM_GET_API_VERSION, 0) != KVM_API_VERSION) {
    verdict = {KvmState::absent, device + " is there, but is no KVM device"};
  } else {
    try {
      for (int i = 0; i < kvm_probing::tries; ++i) {
        ProbeMachine machine(kvm);
        kvm_probing::Attempt attempt;
        kvm_probing::run_with_limit(machine, limit, attempt);
        verdict = kvm_probing::judge(device, limit, attempt, machine);
        // A busy host may have been at something else; what is slow by itself stays so.
        if (verdict.state != KvmState::slow || attempt.exit != ProbeMachine::Exit::done) break;
      }
    } catch (const Error& error) {
      verdict = {KvmState::broken, device + " opens, but makes no virtual machine: " + error.message()};
    }
  }
  close(kvm);
  return verdict;
}

}  // namespace coracle::virt::handler
