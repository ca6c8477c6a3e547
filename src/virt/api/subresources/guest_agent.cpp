#include "api/kubevirt/v1/states.h"
#include "virt/api/subresources/objects.h"
#include "virt/shared/conditions.h"

namespace coracle::virt::api {
namespace {

Task<net::Response> from_agent(Means& means, Asked asked, std::string verb) {
  const auto vmi = co_await get_instance(means, asked.ns, asked.name);
  require_running(vmi);
  if (!shared::is_true(vmi.status.conditions, kubevirt::condition::agent_connected))
    throw conflict_error(instance_word, asked.name, "VMI does not have guest agent connected");
  co_return co_await fetch_from_handler(means, vmi, std::move(verb), {});
}

}  // namespace

Task<net::Response> guest_os_info(Means& means, Asked asked) {
  co_return co_await from_agent(means, std::move(asked), "guestosinfo");
}
Task<net::Response> user_list(Means& means, Asked asked) {
  co_return co_await from_agent(means, std::move(asked), "userlist");
}
Task<net::Response> filesystem_list(Means& means, Asked asked) {
  co_return co_await from_agent(means, std::move(asked), "filesystemlist");
}

}  // namespace coracle::virt::api
