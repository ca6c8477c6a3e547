#include "cmd/coracle/layout.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace coracle::cmd {
namespace {

TEST(Layout, without_a_root_is_the_machines_own) {
  for (const auto* root : {"", "/"}) {
    const Layout layout(root);
    EXPECT_EQ(layout.state(), "/var/lib/coracle");
    EXPECT_EQ(layout.admin_kubeconfig(), "/etc/coracle/admin.kubeconfig");
    EXPECT_EQ(layout.cgroup(), "/kubepods");
    EXPECT_EQ(layout.containerd_cgroup(), "/coracle/containerd");
    EXPECT_EQ(layout.flag(), "");
  }
}

TEST(Layout, with_a_root_lies_below_it_and_has_groups_of_its_own) {
  const Layout layout("/tmp/x/");
  EXPECT_EQ(layout.state(), "/tmp/x/var/lib/coracle");
  EXPECT_EQ(layout.node().kubelet(), "/tmp/x/var/lib/kubelet");
  EXPECT_EQ(layout.handler().private_dir(), "/tmp/x/var/run/kubevirt-private");
  // The first 8 digits of SHA-256 of "/tmp/x".
  EXPECT_EQ(layout.cgroup(), "/coracle-2e56aa36/kubepods");
  EXPECT_EQ(layout.containerd_cgroup(), "/coracle-2e56aa36/containerd");
  EXPECT_EQ(layout.flag(), " --root /tmp/x");
}

TEST(Layout, refuses_a_root_that_is_relative_or_too_long_for_sockets) {
  EXPECT_THROW(Layout("relative"), Error);
  EXPECT_THROW(Layout("/" + std::string(60, 'x')), Error);
}

}  // namespace
}  // namespace coracle::cmd
