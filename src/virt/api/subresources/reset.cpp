#include "virt/api/subresources/objects.h"

namespace coracle::virt::api {

Task<net::Response> reset_instance(Means& means, Asked asked) {
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  co_await ask_handler(means, vmi, "reset", {});
  co_return done_answer(200);
}

}  // namespace coracle::virt::api
