#include "cmd/coracle/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace coracle::cmd {

void raise_descriptor_limit() {
  constexpr rlim_t wanted = 65'536;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);  // without it less is possible, which is no reason not to start
}

}  // namespace coracle::cmd
