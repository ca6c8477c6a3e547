#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace coracle::virt::handler::network {

/// What a pod's resolv.conf says, as far as a guest can use it.
struct Resolver {
  std::vector<std::string> servers;  ///< IPv4 addresses; none of the loopback, which is another in the guest
  std::vector<std::string> search;
  bool operator==(const Resolver&) const = default;
};

/// https://man7.org/linux/man-pages/man5/resolv.conf.5.html; at most 8 servers and 32 domains, what is no address or no
/// domain name is passed over.
Resolver parse_resolver(std::string_view text);

/// The search list of a guest with a subdomain: its own domain "<subdomain>.<namespace>.svc.<cluster's domain>" first.
std::vector<std::string> search_list(std::vector<std::string> search, std::string_view subdomain,
                                     std::string_view vmi_namespace);

}  // namespace coracle::virt::handler::network
