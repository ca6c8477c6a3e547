#include "cmd/coracle/kept_flags.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "cmd/coracle/files.h"

namespace coracle::cmd {
namespace {

TEST(KeptFlags, down_finds_the_node_that_up_made) {
  std::string root = "/tmp/coracle-flags-XXXXXX";
  ASSERT_NE(::mkdtemp(root.data()), nullptr);
  const Layout layout(root);
  EXPECT_EQ(flags_for_down(layout).pod_cidr, UpFlags().pod_cidr);
  UpFlags flags;
  flags.containerd = "/run/other.sock";
  flags.node_name = "n1";
  flags.pod_cidr = "10.9.0.0/24";
  flags.pod_cidr_v6.clear();
  flags.no_uplink = true;
  keep_flags(layout, flags);
  const auto down = flags_for_down(layout);
  EXPECT_EQ(down.containerd, flags.containerd);
  EXPECT_EQ(down.node_name, flags.node_name);
  EXPECT_EQ(down.pod_cidr, flags.pod_cidr);
  EXPECT_EQ(down.pod_cidr_v6, "");
  EXPECT_TRUE(down.no_uplink);
  EXPECT_TRUE(down.for_down);
  EXPECT_EQ(down.root, root);
  EXPECT_EQ(down.port, 0);
  remove_path(root);
}

}  // namespace
}  // namespace coracle::cmd
