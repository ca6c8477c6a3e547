#include "api/kubevirt/v1/subresource_options.h"
#include "virt/api/subresources/objects.h"

namespace coracle::virt::api {

Task<net::Response> freeze_instance(Means& means, Asked asked) {
  options_in<kubevirt::FreezeUnfreezeTimeout>(asked.request);  // is read again by virt-handler
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  co_await ask_handler(means, vmi, "freeze", std::move(asked.request.body));
  co_return done_answer(200);
}

Task<net::Response> unfreeze_instance(Means& means, Asked asked) {
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  co_await ask_handler(means, vmi, "unfreeze", {});
  co_return done_answer(200);
}

}  // namespace coracle::virt::api
