// tests/cases/launcher_pod/*.json: given an instance, the cluster's configuration and block claims, then this pod, or
// this error. CORACLE_WRITE_GOLDENS=1 writes what the code says now, to be read before it is committed.
#include "virt/controller/launcher_pod/launcher_pod.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/source_tree.h"
#include "schema/codec.h"
#include "virt/controller/launcher_pod/parts.h"
#include "virt/shared/sizing.h"

namespace coracle::virt::controller::launcher_pod {
namespace {
namespace goldens {

std::filesystem::path folder() { return in_source("tests/cases/launcher_pod"); }

json::Value content_of(const std::filesystem::path& file) {
  std::ifstream in(file);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return json::parse(text).take();
}

json::Value rendered(const json::Value& given) {
  const auto vmi = schema::decoded<kubevirt::VirtualMachineInstance>(given.at("vmi"));
  shared::ClusterConfig config;
  if (const auto* configuration = json::find(given, {"configuration"})) {
    config = shared::ClusterConfig(schema::decoded<kubevirt::KubeVirtConfiguration>(*configuration));
  }
  Surroundings surroundings;
  surroundings.launcher.name = "localhost/coracle/virt-launcher:0.1.0";
  if (const auto* claims = json::find(given, {"blockClaims"})) {
    for (const auto& claim : claims->as_array()) surroundings.block_claims.emplace(claim.as_string().c_str());
  }
  const auto pod = render(vmi, config, surroundings);
  if (!pod) return json::Object{{"error", pod.error().message()}};
  return json::Object{{"pod", schema::encode(*pod)}};
}

}  // namespace goldens

TEST(LauncherPod, is_what_the_cases_say) {
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(goldens::folder())) {
    SCOPED_TRACE(entry.path().filename());
    auto one = goldens::content_of(entry.path());
    const auto now = goldens::rendered(one.at("given"));
    if (std::getenv("CORACLE_WRITE_GOLDENS") != nullptr) {
      one.as_object()["then"] = now;
      std::ofstream(entry.path()) << json::pretty(one) << "\n";
    }
    EXPECT_TRUE(json::equal(one.at("then"), now)) << json::pretty(now);
    ++cases;
  }
  EXPECT_GE(cases, 6);
}

/// The tutorial's machine with the memory formula of the decision: 64 MB, and 64 MiB + 64 MB/512 around it.
TEST(LauncherPod, of_the_tutorial_asks_for_the_guest_s_memory_and_its_overhead) {
  const auto given = goldens::content_of(goldens::folder() / "tutorial.json").at("given");
  const auto vmi = schema::decoded<kubevirt::VirtualMachineInstance>(given.at("vmi"));
  const auto pod = render(vmi, {}, {}).take();
  EXPECT_EQ(pod.spec.containers.front().resources.requests.at("memory").text, "131233864");
  EXPECT_EQ(pod.metadata.annotations.at("kubevirt.io/memory-overhead-bytes"), "67233864");
  EXPECT_EQ(pod.spec.termination_grace_period_seconds, 60);
}

TEST(LauncherPod, makes_every_mount_from_a_volume_of_the_pod) {
  for (const auto& entry : std::filesystem::directory_iterator(goldens::folder())) {
    const auto given = goldens::content_of(entry.path()).at("given");
    const auto pod = render(schema::decoded<kubevirt::VirtualMachineInstance>(given.at("vmi")), {}, {});
    if (!pod) continue;
    const auto has_volume = [&pod](const std::string& name) {
      return std::ranges::any_of(pod->spec.volumes, [&](const auto& volume) { return volume.name == name; });
    };
    for (const auto* containers : {&pod->spec.containers, &pod->spec.init_containers}) {
      for (const auto& container : *containers) {
        for (const auto& mounted : container.volume_mounts) EXPECT_TRUE(has_volume(mounted.name)) << mounted.name;
        for (const auto& device : container.volume_devices) EXPECT_TRUE(has_volume(device.name)) << device.name;
      }
    }
  }
}

TEST(GuestHostname, is_a_label) {
  kubevirt::VirtualMachineInstance vmi;
  vmi.metadata.name = "web.example";
  EXPECT_EQ(guest_hostname(vmi), "web");
  vmi.metadata.name = std::string(62, 'a') + "-b";
  EXPECT_EQ(guest_hostname(vmi), std::string(62, 'a'));
  vmi.spec.hostname = "own";
  EXPECT_EQ(guest_hostname(vmi), "own");
}

TEST(VmiId, is_the_name_until_it_is_too_long_for_a_label) {
  EXPECT_EQ(vmi_id("web"), "web");
  EXPECT_EQ(vmi_id(std::string(63, 'a')), std::string(63, 'a'));
  // printf 'a%.0s' $(seq 64) | sha1sum
  EXPECT_EQ(vmi_id(std::string(64, 'a')), std::string(54, 'a') + "-0098ba82");
}

}  // namespace
}  // namespace coracle::virt::controller::launcher_pod
