#include "virt/launcher/options.h"

#include <gtest/gtest.h>

namespace coracle::virt::launcher {
namespace {

using namespace std::chrono_literals;

TEST(LauncherOptions, are_those_that_virt_controller_renders) {
  const auto options = parse_run_options({"--qemu-timeout",
                                          "251s",
                                          "--name",
                                          "web",
                                          "--uid",
                                          "5b1e-6f",
                                          "--namespace",
                                          "default",
                                          "--kubevirt-share-dir",
                                          "/var/run/kubevirt",
                                          "--ephemeral-disk-dir",
                                          "/disks",
                                          "--container-disk-dir",
                                          "/images",
                                          "--grace-period-seconds",
                                          "45",
                                          "--hook-sidecars",
                                          "0",
                                          "--ovmf-path",
                                          "/usr/share/edk2/ovmf",
                                          "--disk-memory-limit",
                                          "2097152000",
                                          "--hypervisor",
                                          "kvm",
                                          "--run-as-nonroot",
                                          "--image-volume",
                                          "--upgrade-ordinal-ifaces",
                                          "--allow-emulation",
                                          "--keep-after-failure",
                                          "--simulate-crash=false",
                                          "--libvirt-log-filters",
                                          "1:qemu"})
                           .take();
  EXPECT_EQ(options.name, "web");
  EXPECT_EQ(options.namespace_, "default");
  EXPECT_EQ(options.instance_dir(), "/var/run/kubevirt-private/5b1e-6f");
  EXPECT_EQ(options.qemu_timeout, 251s);
  EXPECT_EQ(options.grace_period, 45s);
  EXPECT_EQ(options.ephemeral_disk_dir, "/disks");
  EXPECT_EQ(options.container_disk_dir, "/images");
  EXPECT_EQ(options.libvirt_log_filters, "1:qemu");
  EXPECT_TRUE(options.image_volume);
  EXPECT_FALSE(options.simulate_crash);
}

TEST(LauncherOptions, that_are_wrong_are_named) {
  const std::vector<std::string> good = {"--name=a", "--uid=b", "--namespace=c"};
  const struct {
    std::vector<std::string> more;
    const char* says;
  } cases[] = {
      {{"--colour", "red"}, "unknown flag --colour"},
      {{"start"}, "unknown argument 'start'"},
      {{"--name"}, "--name needs a value"},
      {{"--name", "../../etc"}, "--name has a wrong value '../../etc'"},
      {{"--uid="}, "--uid has a wrong value ''"},
      {{"--qemu-timeout", "soon"}, "--qemu-timeout has a wrong value 'soon'"},
      {{"--grace-period-seconds", "-1"}, "--grace-period-seconds has a wrong value '-1'"},
      {{"--hook-sidecars", "1"}, "--hook-sidecars must be 0: hooks are not built yet"},
      {{"--hypervisor", "xen"}, "--hypervisor must be kvm: no other is built"},
      {{"--run-as-nonroot=maybe"}, "--run-as-nonroot must be true or false"},
      {{"--kubevirt-share-dir", "here"}, "--kubevirt-share-dir has a wrong value 'here'"},
  };
  for (const auto& each : cases) {
    auto arguments = good;
    arguments.insert(arguments.end(), each.more.begin(), each.more.end());
    const auto parsed = parse_run_options(arguments);
    ASSERT_FALSE(parsed) << each.says;
    EXPECT_EQ(parsed.error().message(), each.says);
  }
  EXPECT_EQ(parse_run_options({"--name=a", "--uid=b"}).error().message(), "--namespace is needed");
}

}  // namespace
}  // namespace coracle::virt::launcher
