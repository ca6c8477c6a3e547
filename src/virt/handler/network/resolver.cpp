#include "virt/handler/network/resolver.h"

#include <arpa/inet.h>

#include <algorithm>

namespace coracle::virt::handler::network {

namespace resolving {
namespace {

constexpr std::size_t most_servers = 8;
constexpr std::size_t most_domains = 32;
constexpr std::size_t longest_domain = 253;  // RFC 1035 2.3.4, without the last dot

bool is_server(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return false;
  const auto first = ntohl(address.s_addr) >> 24U;
  return first != 127 && first != 0;
}

bool is_domain(std::string_view text) {
  if (text.empty() || text.size() > longest_domain) return false;
  return std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  while (true) {
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const auto end = std::min(line.find_first_of(" \t\r"), line.size());
    words.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
  }
}

}  // namespace
}  // namespace resolving

Resolver parse_resolver(std::string_view text) {
  Resolver resolver;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto words = resolving::words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.size() < 2) continue;
    if (words[0] == "nameserver" && resolver.servers.size() < resolving::most_servers && resolving::is_server(words[1]))
      resolver.servers.push_back(words[1]);
    if (words[0] != "search" && words[0] != "domain") continue;
    resolver.search.clear();  // the last line counts
    for (std::size_t i = 1; i < words.size() && resolver.search.size() < resolving::most_domains; ++i) {
      std::string_view domain = words[i];
      while (domain.ends_with('.')) domain.remove_suffix(1);
      if (resolving::is_domain(domain)) resolver.search.emplace_back(domain);
    }
  }
  return resolver;
}

std::vector<std::string> search_list(std::vector<std::string> search, std::string_view subdomain,
                                     std::string_view vmi_namespace) {
  if (subdomain.empty()) return search;
  const auto services = std::string(vmi_namespace) + ".svc.";
  const auto found = std::ranges::find_if(search, [&](const auto& domain) { return domain.starts_with(services); });
  if (found == search.end()) return search;
  auto own = std::string(subdomain) + "." + *found;
  if (std::ranges::find(search, own) == search.end()) search.insert(search.begin(), std::move(own));
  return search;
}

}  // namespace coracle::virt::handler::network
