#include "virt/shared/sizing.h"

#include <gtest/gtest.h>

namespace coracle::virt::shared {
namespace {

namespace kubevirt = api::kubevirt::v1;
constexpr std::int64_t MiB = 1024 * 1024;

kubevirt::DomainSpec guest(const char* memory) {
  kubevirt::DomainSpec domain;
  domain.memory.ensure().guest = schema::Quantity(memory);
  return domain;
}

ClusterConfig emulating() {
  kubevirt::KubeVirtConfiguration configuration;
  configuration.developer_configuration.ensure().use_emulation = true;
  return ClusterConfig(configuration);
}

TEST(MemoryOverhead, is_64_mib_and_a_512th_of_the_guest) {
  EXPECT_EQ(memory_overhead(guest("1Gi"), {}), 66 * MiB);
  EXPECT_EQ(memory_overhead(guest("64M"), {}), 64 * MiB + 64'000'000 / 512);
}

TEST(MemoryOverhead, grows_by_8_mib_for_each_processor_after_the_first) {
  auto domain = guest("1Gi");
  domain.cpu.ensure().cores = 2;
  domain.cpu->sockets = 2;
  EXPECT_EQ(memory_overhead(domain, {}), (66 + 24) * MiB);
}

TEST(MemoryOverhead, has_room_for_the_translation_cache_of_emulation) {
  EXPECT_EQ(memory_overhead(guest("1Gi"), emulating()), (66 + 64) * MiB);
}

TEST(MemoryOverhead, counts_what_devices_and_the_user_add) {
  auto domain = guest("1Gi");
  domain.devices.tpm.emplace();
  domain.memory->reserved_overhead.ensure().added_overhead = schema::Quantity("10Mi");
  EXPECT_EQ(memory_overhead(domain, {}), (66 + 53 + 10) * MiB);
  domain.devices.gpus.emplace_back();
  EXPECT_EQ(memory_overhead(domain, {}), (66 + 53 + 10 + 1024) * MiB);
  domain.devices.tpm->enabled = false;
  EXPECT_EQ(memory_overhead(domain, {}), (66 + 10 + 1024) * MiB);
}

TEST(MemoryOverhead, is_multiplied_by_the_cluster_s_ratio) {
  kubevirt::KubeVirtConfiguration configuration;
  configuration.additional_guest_memory_overhead_ratio = "1.5";
  EXPECT_EQ(memory_overhead(guest("1Gi"), ClusterConfig(configuration)), 99 * MiB);
  configuration.additional_guest_memory_overhead_ratio = "much";
  EXPECT_EQ(memory_overhead(guest("1Gi"), ClusterConfig(configuration)), 66 * MiB);
}

TEST(GuestMemory, comes_from_the_first_of_its_four_sources) {
  kubevirt::DomainSpec domain;
  EXPECT_EQ(guest_memory(domain), 0);
  domain.memory.ensure().hugepages.ensure().page_size = "2Mi";
  EXPECT_EQ(guest_memory(domain), 2 * MiB);
  domain.resources.limits["memory"] = "3Mi";
  EXPECT_EQ(guest_memory(domain), 3 * MiB);
  domain.resources.requests["memory"] = "4Mi";
  EXPECT_EQ(guest_memory(domain), 4 * MiB);
  domain.memory->guest = schema::Quantity("5Mi");
  EXPECT_EQ(guest_memory(domain), 5 * MiB);
  domain.memory->guest = schema::Quantity("a lot");
  EXPECT_EQ(guest_memory(domain), 0);
}

TEST(Vcpus, are_the_topology_or_the_processors_asked_for) {
  kubevirt::DomainSpec domain;
  EXPECT_EQ(vcpus(domain), 1);
  domain.resources.requests["cpu"] = "1500m";
  EXPECT_EQ(vcpus(domain), 2);
  domain.resources.limits["cpu"] = "3";
  EXPECT_EQ(vcpus(domain), 3);
  domain.cpu.ensure().threads = 4;
  EXPECT_EQ(vcpus(domain), 4);
}

TEST(Vcpus, stay_a_number_when_users_write_absurd_ones) {
  kubevirt::DomainSpec domain;
  auto& cpu = domain.cpu.emplace();
  cpu.threads = cpu.cores = cpu.sockets = 4294967295U;
  EXPECT_EQ(vcpus(domain), 1'000'000);
}

TEST(FeatureGates, follow_their_stage_until_somebody_says_otherwise) {
  kubevirt::KubeVirtConfiguration configuration;
  EXPECT_TRUE(ClusterConfig().enabled("Snapshot"));
  EXPECT_FALSE(ClusterConfig().enabled("HostDisk"));
  EXPECT_TRUE(ClusterConfig().enabled("LiveMigration"));
  configuration.developer_configuration.ensure().feature_gates = {"HostDisk", "Passt", "NoSuchGate"};
  configuration.developer_configuration->disabled_feature_gates = {"Snapshot", "LiveMigration"};
  const ClusterConfig config(configuration);
  EXPECT_TRUE(config.enabled("HostDisk"));
  EXPECT_FALSE(config.enabled("Snapshot"));
  EXPECT_TRUE(config.enabled("LiveMigration"));
  EXPECT_FALSE(config.enabled("Passt"));
  EXPECT_FALSE(config.enabled("NoSuchGate"));
}

TEST(ClusterConfig, has_the_published_defaults) {
  const ClusterConfig config;
  EXPECT_EQ(config.cpu_allocation_ratio(), 10);
  EXPECT_EQ(config.memory_overcommit(), 100);
  EXPECT_EQ(config.image_pull_policy(), "IfNotPresent");
  EXPECT_EQ(config.eviction_strategy(), "None");
  EXPECT_EQ(config.rollout_strategy(), "LiveUpdate");
  EXPECT_EQ(config.machine_type("amd64"), "q35");
  EXPECT_EQ(config.machine_type("arm64"), "virt");
  EXPECT_EQ(config.ovmf_path("amd64"), "/usr/share/edk2/ovmf");
  EXPECT_EQ(config.disk_memory_limit(), 2097152000);
  EXPECT_TRUE(config.logs_serial_consoles());
  EXPECT_EQ(config.hotplug_ratio(), 4U);
}

TEST(ClusterConfig, prefers_what_is_said_for_the_architecture) {
  kubevirt::KubeVirtConfiguration configuration;
  configuration.machine_type = "pc-q35-7.2";
  EXPECT_EQ(ClusterConfig(configuration).machine_type("amd64"), "pc-q35-7.2");
  configuration.architecture_configuration.ensure().amd64.ensure().machine_type = "q35";
  EXPECT_EQ(ClusterConfig(configuration).machine_type("amd64"), "q35");
}

}  // namespace
}  // namespace coracle::virt::shared
