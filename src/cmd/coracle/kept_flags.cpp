#include "cmd/coracle/kept_flags.h"

#include "cmd/coracle/files.h"
#include "json/value.h"

namespace coracle::cmd {
namespace {
std::string kept_path(const Layout& layout) { return layout.state() + "/up.json"; }
}  // namespace

void keep_flags(const Layout& layout, const UpFlags& flags) {
  write_file(kept_path(layout), json::serialize(json::Object{{"containerd", flags.containerd},
                                                             {"nodeName", flags.node_name},
                                                             {"podCIDR", flags.pod_cidr},
                                                             {"podCIDRv6", flags.pod_cidr_v6},
                                                             {"uplink", !flags.no_uplink}}));
}

UpFlags flags_for_down(const Layout& layout) {
  UpFlags flags;
  flags.root = layout.root();
  flags.port = 0;
  flags.for_down = true;
  const auto kept = json::parse(read_file_if_present(kept_path(layout)));
  if (!kept || !kept->is_object()) return flags;
  flags.containerd = json::text(*kept, {"containerd"});
  flags.node_name = json::text(*kept, {"nodeName"});
  flags.pod_cidr = json::text(*kept, {"podCIDR"}, flags.pod_cidr);
  flags.pod_cidr_v6 = json::text(*kept, {"podCIDRv6"}, flags.pod_cidr_v6);
  const auto* uplink = json::find(*kept, {"uplink"});
  flags.no_uplink = uplink && uplink->is_bool() && !uplink->get_bool();
  return flags;
}

}  // namespace coracle::cmd
