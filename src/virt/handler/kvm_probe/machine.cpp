#include "virt/handler/kvm_probe/machine.h"

#include <errno.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>

namespace coracle::virt::handler {

namespace probe_machine {
namespace {

constexpr std::size_t memory_size = 2U << 20U;
constexpr std::uint64_t code_at = 0x1000;
// Three pages of tables, the last of which maps 2 MiB at once.
constexpr std::uint64_t level4_at = 0x2000;
constexpr std::uint64_t level3_at = 0x3000;
constexpr std::uint64_t level2_at = 0x4000;
constexpr std::uint64_t present_writable = 0x3;
constexpr std::uint64_t large_page = 0x80;
constexpr std::uint16_t done_port = 0xf4;

// mov ecx, rounds / again: dec ecx / jnz again / mov dx, 0xf4 / out dx, al / hlt
constexpr std::uint8_t code[] = {0xb9,
                                 ProbeMachine::rounds & 0xff,
                                 (ProbeMachine::rounds >> 8) & 0xff,
                                 (ProbeMachine::rounds >> 16) & 0xff,
                                 0x00,
                                 0xff,
                                 0xc9,
                                 0x75,
                                 0xfc,
                                 0x66,
                                 0xba,
                                 0xf4,
                                 0x00,
                                 0xee,
                                 0xf4};

int must(int result, const char* doing) {
  if (result < 0) throw system_error(errno, doing);
  return result;
}

kvm_segment flat_segment(std::uint16_t selector, bool is_code) {
  kvm_segment segment{};
  segment.limit = 0xffffffff;
  segment.selector = selector;
  segment.type = is_code ? 11 : 3;
  segment.present = 1;
  segment.s = 1;
  segment.l = is_code ? 1 : 0;
  segment.db = is_code ? 0 : 1;
  segment.g = 1;
  return segment;
}

}  // namespace
}  // namespace probe_machine

ProbeMachine::ProbeMachine(int kvm) {
  using namespace probe_machine;
  try {
    machine_ = must(ioctl(kvm, KVM_CREATE_VM, 0), "create a virtual machine");
    map_memory();
    processor_ = must(ioctl(machine_, KVM_CREATE_VCPU, 0), "create a virtual processor");
    shared_size_ = static_cast<std::size_t>(must(ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), "size of a processor's state"));
    void* shared = mmap(nullptr, shared_size_, PROT_READ | PROT_WRITE, MAP_SHARED, processor_, 0);
    if (shared == MAP_FAILED) throw system_error(errno, "map a processor's state");
    shared_ = static_cast<kvm_run*>(shared);
    enter_long_mode();
  } catch (...) {
    release();
    throw;
  }
}

ProbeMachine::~ProbeMachine() { release(); }

void ProbeMachine::release() {
  if (shared_) munmap(shared_, shared_size_);
  if (processor_ >= 0) close(processor_);
  if (machine_ >= 0) close(machine_);
  if (memory_) munmap(memory_, probe_machine::memory_size);
}

void ProbeMachine::map_memory() {
  using namespace probe_machine;
  void* memory = mmap(nullptr, memory_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw system_error(errno, "memory of a virtual machine");
  memory_ = memory;
  auto* bytes = static_cast<std::uint8_t*>(memory);
  const auto put = [bytes](std::uint64_t at, std::uint64_t entry) { std::memcpy(bytes + at, &entry, sizeof entry); };
  put(level4_at, level3_at | present_writable);
  put(level3_at, level2_at | present_writable);
  put(level2_at, present_writable | large_page);
  std::memcpy(bytes + code_at, code, sizeof code);
  kvm_userspace_memory_region region{};
  region.memory_size = memory_size;
  region.userspace_addr = reinterpret_cast<std::uintptr_t>(memory);
  must(ioctl(machine_, KVM_SET_USER_MEMORY_REGION, &region), "give memory to a virtual machine");
}

void ProbeMachine::enter_long_mode() {
  using namespace probe_machine;
  kvm_sregs special{};
  must(ioctl(processor_, KVM_GET_SREGS, &special), "read a processor's registers");
  special.cs = flat_segment(0x8, true);
  special.ds = special.es = special.fs = special.gs = special.ss = flat_segment(0x10, false);
  special.cr3 = level4_at;
  special.cr4 |= 1U << 5U;               // physical address extension
  special.cr0 |= 1U << 31U | 1U;         // paging, protection
  special.efer |= 1U << 10U | 1U << 8U;  // long mode: active, enabled
  must(ioctl(processor_, KVM_SET_SREGS, &special), "set a processor's registers");
  kvm_regs registers{};
  registers.rip = code_at;
  registers.rflags = 2;
  must(ioctl(processor_, KVM_SET_REGS, &registers), "set a processor's registers");
}

ProbeMachine::Exit ProbeMachine::run() {
  if (ioctl(processor_, KVM_RUN, 0) < 0) {
    if (errno == EINTR || errno == EAGAIN) return Exit::interrupted;
    throw system_error(errno, "run a virtual processor");
  }
  reason_ = shared_->exit_reason;
  if (reason_ == KVM_EXIT_IO && shared_->io.port == probe_machine::done_port) return Exit::done;
  return reason_ == KVM_EXIT_INTR ? Exit::interrupted : Exit::failed;
}

void ProbeMachine::ask_to_stop() {
  __atomic_store_n(&shared_->immediate_exit, static_cast<std::uint8_t>(1), __ATOMIC_SEQ_CST);
}

}  // namespace coracle::virt::handler
