// Objects as people write them and as clusters hold them: decoding and encoding loses nothing.
#include <gtest/gtest.h>

#include <chrono>
#include <iterator>
#include <string>

#include "api/kubevirt/v1/kubevirt.h"
#include "api/kubevirt/v1/migration.h"
#include "api/kubevirt/v1/replica_set.h"
#include "api/kubevirt/v1/states.h"
#include "api/kubevirt/v1/virtual_machine.h"
#include "api/kubevirt/v1/virtual_machine_instance.h"
#include "base/source_tree.h"
#include "schema/codec.h"

namespace coracle::api::kubevirt::v1 {
namespace {
namespace round_trip {

json::Value object(const std::string& name) {
  return json::parse(case_text("kubevirt/objects/" + name + ".json")).take();
}

/// What null and an empty struct by value say is nothing: the encoder leaves both out.
json::Value without_nothings(const json::Value& value, std::initializer_list<std::string_view> empty_structs) {
  if (const auto* items = value.if_array()) {
    json::Array out;
    for (const auto& item : *items) out.push_back(without_nothings(item, empty_structs));
    return out;
  }
  const auto* members = value.if_object();
  if (members == nullptr) return value;
  json::Object out;
  for (const auto& [key, member] : *members) {
    const std::string_view name(key.data(), key.size());
    const bool dropped = std::find(empty_structs.begin(), empty_structs.end(), name) != empty_structs.end();
    if (member.is_null() || (dropped && member.is_object() && member.get_object().empty())) continue;
    out[key] = without_nothings(member, empty_structs);
  }
  return out;
}

template <class T>
void expect_kept(const std::string& name, std::initializer_list<std::string_view> empty_structs = {}) {
  const auto given = object(name);
  T decoded;
  const auto found = schema::decode(given, &decoded, describe(&decoded));
  for (const auto& error : found.errors) ADD_FAILURE() << name << ": " << error.message;
  for (const auto& unknown : found.unknown) ADD_FAILURE() << name << ": " << unknown;
  const auto wanted = without_nothings(given, empty_structs);
  const auto again = schema::encode(decoded);
  EXPECT_TRUE(json::equal(wanted, again)) << json::pretty(wanted) << "\n" << json::pretty(again);
  EXPECT_TRUE(json::equal(again, json::parse(schema::encode_text(decoded)).take()));
  const T copy = decoded;
  EXPECT_TRUE(copy == decoded);
}

}  // namespace round_trip

TEST(KubeVirtRoundTrip, the_tutorial_s_machine_is_kept) { round_trip::expect_kept<VirtualMachine>("tutorial-vm"); }
TEST(KubeVirtRoundTrip, a_machine_with_something_of_everything_is_kept) {
  round_trip::expect_kept<VirtualMachine>("large-vm");
}
TEST(KubeVirtRoundTrip, a_running_instance_is_kept) {
  round_trip::expect_kept<VirtualMachineInstance>("running-vmi", {"guestOSInfo"});
}
TEST(KubeVirtRoundTrip, the_installation_is_kept) {
  round_trip::expect_kept<KubeVirt>("installation", {"certificateRotateStrategy"});
}
TEST(KubeVirtRoundTrip, a_migration_is_kept) { round_trip::expect_kept<VirtualMachineInstanceMigration>("migration"); }
TEST(KubeVirtRoundTrip, a_replica_set_is_kept) {
  round_trip::expect_kept<VirtualMachineInstanceReplicaSet>("replica-set");
}

TEST(KubeVirtRoundTrip, a_value_newer_than_this_program_survives) {
  const auto given = json::parse(R"({"spec":{"evictionStrategy":"Teleport","domain":{"devices":{"disks":[
      {"name":"a","disk":{"bus":"optical"}}]}}}})")
                         .take();
  const auto vmi = schema::decoded<VirtualMachineInstance>(given);
  EXPECT_EQ(vmi.spec.eviction_strategy, "Teleport");
  EXPECT_EQ(vmi.spec.domain.devices.disks.front().disk->bus, "optical");
}

TEST(KubeVirtRoundTrip, a_wrong_type_is_told_by_its_path) {
  const auto given = json::parse(R"({"spec":{"domain":{"cpu":{"cores":"two"}}}})").take();
  VirtualMachineInstance vmi;
  const auto found = schema::decode(given, &vmi, describe(&vmi));
  ASSERT_EQ(found.errors.size(), 1U);
  EXPECT_NE(found.errors.front().message.find("spec.domain.cpu.cores"), std::string::npos)
      << found.errors.front().message;
}

TEST(KubeVirtRoundTrip, a_fresh_object_names_its_kind) {
  const auto vmi = schema::encode(VirtualMachineInstance{});
  EXPECT_EQ(json::text(vmi, {"apiVersion"}), "kubevirt.io/v1");
  EXPECT_EQ(json::text(vmi, {"kind"}), "VirtualMachineInstance");
}

TEST(KubeVirtRoundTrip, an_instance_costs_little_room_and_time) {
  EXPECT_LT(sizeof(VirtualMachineInstance), 3000U);
  EXPECT_LT(sizeof(VirtualMachine), 3000U);
  const auto given = round_trip::object("running-vmi");
  constexpr int rounds = 200;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) (void)schema::decoded<VirtualMachineInstance>(given);
  const auto decoded = std::chrono::steady_clock::now();
  const auto vmi = schema::decoded<VirtualMachineInstance>(given);
  for (int i = 0; i < rounds; ++i) (void)schema::encode_text(vmi);
  const auto encoded = std::chrono::steady_clock::now();
  const auto micros = [](auto d) {
    return static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(d).count()) / 1000 / rounds;
  };
  RecordProperty("vmi_bytes", static_cast<int>(sizeof(VirtualMachineInstance)));
  std::printf("VirtualMachineInstance: %zu bytes, decoded in %.1f us, encoded in %.1f us; VirtualMachine: %zu bytes\n",
              sizeof(VirtualMachineInstance), micros(decoded - start), micros(encoded - decoded),
              sizeof(VirtualMachine));
}

}  // namespace
}  // namespace coracle::api::kubevirt::v1
