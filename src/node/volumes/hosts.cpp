#include "node/volumes/hosts.h"

namespace coracle::node::volumes {
namespace {
void append_aliases(std::string& out, const std::vector<api::core::v1::HostAlias>& aliases) {
  if (aliases.empty()) return;
  out += "\n# Entries added by HostAliases.\n";
  for (const auto& alias : aliases) {
    out += alias.ip;
    for (const auto& name : alias.hostnames) out += "\t" + name;
    out += '\n';
  }
}
}  // namespace

std::string hosts_text(const std::vector<std::string>& ips, const std::string& hostname, const std::string& domain,
                       const std::vector<api::core::v1::HostAlias>& aliases) {
  std::string out =
      "# Kubernetes-managed hosts file.\n"
      "127.0.0.1\tlocalhost\n"
      "::1\tlocalhost ip6-localhost ip6-loopback\n"
      "fe00::0\tip6-localnet\n"
      "fe00::0\tip6-mcastprefix\n"
      "fe00::1\tip6-allnodes\n"
      "fe00::2\tip6-allrouters\n";
  for (const auto& ip : ips) {
    out += ip + "\t";
    if (!domain.empty()) out += hostname + "." + domain + "\t";
    out += hostname + "\n";
  }
  append_aliases(out, aliases);
  return out;
}

std::string host_network_hosts_text(std::string_view host_file, const std::vector<api::core::v1::HostAlias>& aliases) {
  std::string out = "# Kubernetes-managed hosts file (host network).\n" + std::string(host_file);
  append_aliases(out, aliases);
  return out;
}

}  // namespace coracle::node::volumes
