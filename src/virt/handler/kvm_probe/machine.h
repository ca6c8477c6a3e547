#pragma once
#include <cstddef>
#include <cstdint>

#include "base/error.h"

struct kvm_run;

namespace coracle::virt::handler {

/// The smallest 64-bit virtual machine: 2 MiB of memory mapped onto itself, one processor that counts a million rounds
/// down, writes to a port and halts. Throws Error when KVM refuses a step.
class ProbeMachine {
 public:
  explicit ProbeMachine(int kvm);
  ~ProbeMachine();
  ProbeMachine(const ProbeMachine&) = delete;
  ProbeMachine& operator=(const ProbeMachine&) = delete;

  enum class Exit { done, interrupted, failed };
  /// Runs until the code is through, a signal comes, or KVM gives up; `reason` then says how.
  Exit run();
  std::uint32_t reason() const { return reason_; }
  /// From another thread: run() returns as soon as it notices, also when it had not begun.
  void ask_to_stop();

  static constexpr std::uint32_t rounds = 1'000'000;

 private:
  void map_memory();
  void enter_long_mode();
  void release();
  int machine_ = -1;
  int processor_ = -1;
  void* memory_ = nullptr;
  kvm_run* shared_ = nullptr;
  std::size_t shared_size_ = 0;
  std::uint32_t reason_ = 0;
};

}  // namespace coracle::virt::handler
