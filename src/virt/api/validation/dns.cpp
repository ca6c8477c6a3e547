#include <arpa/inet.h>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "virt/api/validation/validation.h"

namespace coracle::virt::api {
namespace {

bool is_name_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// As pods take them.
constexpr std::string_view dns_policies[] = {"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"};
constexpr std::size_t most_name_servers = 3, most_searches = 6, longest_searches = 256;

bool is_address(const std::string& text) {
  in6_addr bytes{};
  return ::inet_pton(AF_INET, text.c_str(), &bytes) == 1 || ::inet_pton(AF_INET6, text.c_str(), &bytes) == 1;
}

void check_dns_config(const std::string& at, const coracle::api::core::v1::PodDNSConfig& config, Findings& found) {
  const auto& servers = config.nameservers;
  if (servers.size() > most_name_servers)
    found.invalid(at + ".nameservers", fmt::format("must not have more than {} nameservers: [{}]", most_name_servers,
                                                   fmt::join(servers, " ")));
  for (const auto& server : servers)
    if (!is_address(server)) found.invalid(at + ".nameservers", fmt::format("must be valid IP address: {}", server));
  const auto& searches = config.searches;
  if (searches.size() > most_searches)
    found.invalid(at + ".searches", fmt::format("must not have more than {} search paths", most_searches));
  if (fmt::format("{}", fmt::join(searches, " ")).size() > longest_searches)
    found.invalid(at + ".searches",
                  fmt::format("must not have more than {} characters (including spaces) in the search "
                              "list",
                              longest_searches));
  for (const auto& search : searches)
    if (const auto wrong = wrong_dns_subdomain(search); !wrong.empty()) found.invalid(at + ".searches", wrong);
  for (const auto& option : config.options)
    if (option.name.empty()) found.invalid(at + ".options", "Option.Name must not be empty");
}

}  // namespace

std::string wrong_dns_label(std::string_view text) {
  if (text.size() > 63) return "must be no more than 63 characters";
  const bool good = !text.empty() && is_name_letter(text.front()) && is_name_letter(text.back()) &&
                    std::ranges::all_of(text, [](char c) { return is_name_letter(c) || c == '-'; });
  if (good) return {};
  return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
         "with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
         "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
}

std::string wrong_dns_subdomain(std::string_view text) {
  if (text.size() > 253) return "must be no more than 253 characters";
  bool good = !text.empty() && text.back() != '.';
  schema::each_word(text, '.', [&](std::string_view word) {
    good = good && !word.empty() && is_name_letter(word.front()) && is_name_letter(word.back()) &&
           std::ranges::all_of(word, [](char c) { return is_name_letter(c) || c == '-'; });
  });
  if (good) return {};
  return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
         "start "
         "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
         "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
}

bool is_dns_label(std::string_view text) { return wrong_dns_label(text).empty(); }
bool is_dns_subdomain(std::string_view text) { return wrong_dns_subdomain(text).empty(); }

void check_dns(const std::string& path, const InstanceSpec& spec, Findings& found) {
  if (!spec.hostname.empty())
    if (const auto wrong = wrong_dns_label(spec.hostname); !wrong.empty())
      found.invalid(path + ".hostname",
                    fmt::format("{}.hostname does not conform to the kubernetes DNS_LABEL rules : {}", path, wrong));
  if (!spec.subdomain.empty())
    if (const auto wrong = wrong_dns_subdomain(spec.subdomain); !wrong.empty())
      found.invalid(
          path + ".subdomain",
          fmt::format("{}.subdomain does not conform to the kubernetes DNS_SUBDOMAIN rules : {}", path, wrong));
  if (!spec.dns_policy.empty() && std::ranges::find(dns_policies, spec.dns_policy) == std::end(dns_policies))
    found.not_supported(path + ".dnsPolicy", fmt::format("DNSPolicy: {} is not supported, valid values: [{} ]",
                                                         spec.dns_policy, fmt::join(dns_policies, " ")));
  const auto at = path + ".dnsConfig";
  if (spec.dns_policy == "None" && !spec.dns_config) {
    found.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
    return;
  }
  if (spec.dns_policy == "None" && spec.dns_config->nameservers.empty()) {
    found.required(at + ".nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
    return;
  }
  if (spec.dns_config) check_dns_config(at, *spec.dns_config, found);
}

}  // namespace coracle::virt::api
