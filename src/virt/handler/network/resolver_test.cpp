#include "virt/handler/network/resolver.h"

#include <gtest/gtest.h>

namespace coracle::virt::handler::network {
namespace {

TEST(Resolver, gives_a_guest_what_it_can_use) {
  const auto found = parse_resolver(
      "# of the node\nnameserver 127.0.0.53\nnameserver 10.96.0.10\nnameserver fd00::1\nnameserver 10.0.0.300\n"
      "search old.example\nsearch default.svc.cluster.local svc.cluster.local. b@d\noptions ndots:5\n");
  EXPECT_EQ(found.servers, std::vector<std::string>{"10.96.0.10"});
  EXPECT_EQ(found.search, (std::vector<std::string>{"default.svc.cluster.local", "svc.cluster.local"}));
  EXPECT_EQ(parse_resolver(""), Resolver{});
  EXPECT_EQ(parse_resolver(std::string(100'000, 'n')), Resolver{});
}

TEST(Resolver, is_bounded) {
  std::string text = "search";
  for (int i = 0; i < 1000; ++i) text += " d" + std::to_string(i);
  for (int i = 0; i < 1000; ++i) text += "\nnameserver 10.0.0." + std::to_string(i % 200 + 1);
  const auto found = parse_resolver(text);
  EXPECT_EQ(found.search.size(), 32U);
  EXPECT_EQ(found.servers.size(), 8U);
}

TEST(Resolver, puts_the_guests_own_domain_first) {
  const std::vector<std::string> search{"ns.svc.cluster.local", "svc.cluster.local"};
  EXPECT_EQ(search_list(search, "", "ns"), search);
  EXPECT_EQ(search_list(search, "sub", "ns").front(), "sub.ns.svc.cluster.local");
  EXPECT_EQ(search_list(search, "sub", "ns").size(), 3U);
  EXPECT_EQ(search_list(search, "sub", "other"), search);
}

}  // namespace
}  // namespace coracle::virt::handler::network
