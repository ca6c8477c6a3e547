#include "cmd/coracle/memory.h"

#include <malloc.h>

#include "base/loop.h"
#include "base/worker.h"

namespace coracle::cmd {

void share_heaps() { ::mallopt(M_ARENA_MAX, 2); }

Task<> give_memory_back() {
  // A thread of its own: a trim holds one heap after the other for some milliseconds.
  Worker worker("memory");
  while (true) {
    co_await sleep_for(std::chrono::seconds(15));
    co_await worker.run([] { return ::malloc_trim(0); });
  }
}

}  // namespace coracle::cmd
