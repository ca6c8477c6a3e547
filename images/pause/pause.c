// Holds a pod's namespaces open. In a pod that shares its process namespace this is process 1, so it reaps what others
// leave behind. Without a C library: every pod keeps one of these for its whole life.
#include <asm/unistd.h>

enum { sigint = 2, sigterm = 15, sigchld = 17, sig_block = 0, wnohang = 1, sigset_bytes = 8 };

static long call(long number, long a, long b, long c, long d) {
  register long r10 __asm__("r10") = d;
  long result;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return result;
}

static unsigned long bit(int signal) { return 1UL << (signal - 1); }

static _Noreturn void leave(long status) {
  for (;;) call(__NR_exit_group, status, 0, 0, 0);
}

__attribute__((force_align_arg_pointer)) _Noreturn void _start(void) {
  // Blocked signals reach process 1 too, which the kernel otherwise spares every signal that it has no handler for.
  const unsigned long waited_for = bit(sigint) | bit(sigterm) | bit(sigchld);
  if (call(__NR_rt_sigprocmask, sig_block, (long)&waited_for, 0, sigset_bytes) != 0) leave(1);
  for (;;) {
    const long signal = call(__NR_rt_sigtimedwait, (long)&waited_for, 0, 0, sigset_bytes);
    if (signal == sigint || signal == sigterm) leave(0);
    while (call(__NR_wait4, -1, 0, wnohang, 0) > 0) {
    }
  }
}
