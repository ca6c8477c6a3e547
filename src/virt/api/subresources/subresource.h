#pragma once
// The verbs of subresources.kubevirt.io: a file a verb, all of them in the table of routes.cpp.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "kube/client.h"
#include "net/http.h"
#include "virt/api/handlers.h"

namespace coracle::virt::api {

namespace kubevirt = coracle::api::kubevirt::v1;

/// A request for a verb, from a user who may.
struct Asked {
  net::Request request;
  net::Target target;
  std::string ns;
  std::string name;
  std::vector<std::string> more;  ///< segments of the path after the verb: a port, a protocol
};

/// What verbs act with.
struct Means {
  kube::Client& client;
  Handlers& handlers;
};

using Serve = Task<net::Response> (*)(Means&, Asked);

struct Route {
  std::string_view method;
  std::string_view resource;  ///< "virtualmachines", "virtualmachineinstances", or empty: of the namespace itself
  /// Path after the name; for the namespace's own verbs the whole rest. It is also the subresource that rights are
  /// given for: no request is taken for another than the one it is checked for (CVE-2026-6383).
  std::string_view verb;
  Serve serve = nullptr;          ///< null: this release lacks it
  std::size_t more_segments = 0;  ///< that may follow
  bool plain_errors = false;      ///< failures are 500 with text, as clients of this verb expect
};

std::span<const Route> routes();
/// Null when no route has this path; `wrong_method` is set when one has, with another method.
const Route* find_route(const net::Target& target, std::string_view method, Asked& asked, bool& wrong_method);

// The verbs.
Task<net::Response> start_machine(Means& means, Asked asked);
Task<net::Response> stop_machine(Means& means, Asked asked);
Task<net::Response> restart_machine(Means& means, Asked asked);
Task<net::Response> expand_machine(Means& means, Asked asked);
Task<net::Response> expand_given_machine(Means& means, Asked asked);
Task<net::Response> pause_instance(Means& means, Asked asked);
Task<net::Response> unpause_instance(Means& means, Asked asked);
Task<net::Response> freeze_instance(Means& means, Asked asked);
Task<net::Response> unfreeze_instance(Means& means, Asked asked);
Task<net::Response> reset_instance(Means& means, Asked asked);
Task<net::Response> soft_reboot_instance(Means& means, Asked asked);
Task<net::Response> guest_os_info(Means& means, Asked asked);
Task<net::Response> user_list(Means& means, Asked asked);
Task<net::Response> filesystem_list(Means& means, Asked asked);
Task<net::Response> console(Means& means, Asked asked);
Task<net::Response> vnc(Means& means, Asked asked);
Task<net::Response> vnc_screenshot(Means& means, Asked asked);
Task<net::Response> forward_port_of_machine(Means& means, Asked asked);
Task<net::Response> forward_port_of_instance(Means& means, Asked asked);

}  // namespace coracle::virt::api
