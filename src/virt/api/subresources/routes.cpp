#include "virt/api/subresources/subresource.h"

namespace coracle::virt::api {
namespace {

constexpr std::string_view machines = "virtualmachines";
constexpr std::string_view instances = "virtualmachineinstances";
constexpr std::string_view whole_namespace = "";

constexpr Route route_table[] = {
    {"PUT", machines, "start", start_machine},
    {"PUT", machines, "stop", stop_machine},
    {"PUT", machines, "restart", restart_machine},
    {"GET", machines, "expand-spec", expand_machine},
    {"GET", machines, "portforward", forward_port_of_machine, 2},
    {"PUT", machines, "migrate"},
    {"PUT", machines, "addvolume"},
    {"PUT", machines, "removevolume"},
    {"PUT", machines, "memorydump"},
    {"PUT", machines, "removememorydump"},
    {"PUT", machines, "evacuate/cancel"},
    {"GET", machines, "objectgraph"},
    {"PUT", whole_namespace, "expand-vm-spec", expand_given_machine},

    {"GET", instances, "console", console},
    {"GET", instances, "vnc", vnc},
    {"GET", instances, "vnc/screenshot", vnc_screenshot, 0, true},
    {"GET", instances, "portforward", forward_port_of_instance, 2},
    {"PUT", instances, "pause", pause_instance},
    {"PUT", instances, "unpause", unpause_instance},
    {"PUT", instances, "freeze", freeze_instance},
    {"PUT", instances, "unfreeze", unfreeze_instance},
    {"PUT", instances, "reset", reset_instance},
    {"PUT", instances, "softreboot", soft_reboot_instance},
    {"GET", instances, "guestosinfo", guest_os_info, 0, true},
    {"GET", instances, "userlist", user_list, 0, true},
    {"GET", instances, "filesystemlist", filesystem_list, 0, true},
    {"GET", instances, "usbredir"},
    {"GET", instances, "vsock"},
    {"PUT", instances, "addvolume"},
    {"PUT", instances, "removevolume"},
    {"PUT", instances, "evacuate/cancel"},
    {"GET", instances, "objectgraph"},
    {"GET", instances, "sev/fetchcertchain"},
    {"GET", instances, "sev/querylaunchmeasurement"},
    {"PUT", instances, "sev/setupsession"},
    {"PUT", instances, "sev/injectlaunchsecret"},
    {"PUT", instances, "backup"},
    {"PUT", instances, "redefine-checkpoint"},
};

/// The verb's own segments, then at most so many more; a port must be there.
bool fits(const Route& route, std::span<const std::string> rest, std::vector<std::string>& more) {
  std::size_t at = 0;
  bool same = true;
  schema::each_word(route.verb, '/', [&](std::string_view word) {
    same = same && at < rest.size() && rest[at] == word;
    ++at;
  });
  if (!same || rest.size() > at + route.more_segments) return false;
  if (route.more_segments > 0 && rest.size() == at) return false;
  more.assign(rest.begin() + static_cast<std::ptrdiff_t>(at), rest.end());
  return true;
}

}  // namespace

std::span<const Route> routes() { return route_table; }

const Route* find_route(const net::Target& target, std::string_view method, Asked& asked, bool& wrong_method) {
  // apis / subresources.kubevirt.io / v1 / namespaces / NS / ...
  const auto& path = target.path;
  if (path.size() < 6 || path[3] != "namespaces" || path[4].empty()) return nullptr;
  asked.ns = path[4];
  const std::span<const std::string> all(path);
  for (const auto& route : route_table) {
    const bool named = route.resource != whole_namespace;
    if (named && (path.size() < 8 || path[5] != route.resource || path[6].empty())) continue;
    if (!fits(route, all.subspan(named ? 7 : 5), asked.more)) continue;
    if (route.method != method) {
      wrong_method = true;
      continue;
    }
    asked.name = named ? path[6] : std::string();
    return &route;
  }
  return nullptr;
}

}  // namespace coracle::virt::api
