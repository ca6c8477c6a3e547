#include "virt/controller/vmi/plan.h"

#include "virt/controller/plan_cases.h"

namespace coracle::virt::controller::vmi {
namespace {

const auto new_year = *parse_time("2026-01-01T00:00:00Z");

json::Value encoded_changes(const std::map<std::string, std::optional<std::string>>& changes) {
  json::Object out;
  for (const auto& [key, value] : changes) out[key] = value ? json::Value(*value) : json::Value(nullptr);
  return out;
}

std::vector<core::Pod> pods_given(const json::Value& given) {
  std::vector<core::Pod> pods;
  if (const auto* list = json::find(given, {"pods"}))
    for (const auto& one : list->as_array()) pods.push_back(schema::decoded<core::Pod>(one));
  return pods;
}

json::Value encoded_plan(const Plan& plan, const kubevirt::VirtualMachineInstance& before) {
  json::Object out{{"create_pod", plan.create_pod}, {"same", plan.vmi == before}};
  out["vmi"] = schema::encode(plan.vmi);
  json::Array removed;
  for (const auto* pod : plan.remove) removed.emplace_back(pod->metadata.name);
  out["remove"] = std::move(removed);
  if (plan.pod) {
    json::Object pod{{"labels", encoded_changes(plan.pod->labels)},
                     {"annotations", encoded_changes(plan.pod->annotations)}};
    if (plan.pod->unpaused) pod["unpaused"] = *plan.pod->unpaused;
    out["pod"] = std::move(pod);
  }
  if (plan.again_after)
    out["again_after"] = std::chrono::duration_cast<std::chrono::seconds>(*plan.again_after).count();
  return out;
}

TEST(InstancePlan, is_what_the_cases_say) {
  cases::check("vmi", [](const json::Value& one) -> json::Value {
    const auto vmi = schema::decoded<kubevirt::VirtualMachineInstance>(one.at("vmi"));
    const auto pods = pods_given(one);
    Given given{.vmi = vmi,
                .pods = {},
                .owned = cases::flag(one, "owned"),
                .launcher_image = std::string(json::text(one, {"launcherImage"}, "launcher:1")),
                .trouble = {},
                .now = new_year};
    for (const auto& pod : pods) given.pods.push_back(&pod);
    if (json::find(one, {"trouble"}))
      given.trouble = Trouble{std::string(json::text(one, {"trouble", "reason"})),
                              std::string(json::text(one, {"trouble", "message"}))};
    return encoded_plan(plan(given), vmi);
  });
}

TEST(InstancePlan, done_once_it_has_nothing_more_to_do) {
  for (const auto& one : cases::load("vmi")) {
    SCOPED_TRACE(std::string(json::text(one, {"name"})));
    const auto vmi = schema::decoded<kubevirt::VirtualMachineInstance>(one.at("given").at("vmi"));
    const auto pods = pods_given(one.at("given"));
    Given given{.vmi = vmi, .pods = {}, .owned = false, .launcher_image = "launcher:1", .trouble = {}, .now = new_year};
    for (const auto& pod : pods) given.pods.push_back(&pod);
    auto decided = plan(given);
    // A phase may lead to the next; then it must stand still.
    for (int i = 0; i < 3; ++i) {
      const auto before = decided.vmi;
      Given next{.vmi = before,
                 .pods = given.pods,
                 .owned = false,
                 .launcher_image = "launcher:1",
                 .trouble = {},
                 .now = new_year + std::chrono::seconds(i)};
      decided = plan(next);
      if (i == 2) EXPECT_TRUE(decided.vmi == before) << json::serialize(schema::encode(decided.vmi));
    }
  }
}

TEST(FirstPodName, is_the_instances_own_and_as_long_as_the_server_makes_it) {
  kubevirt::VirtualMachineInstance vmi;
  vmi.metadata.name = "vm-cirros";
  vmi.metadata.uid = "d9080052-e731-41a3-81a4-07bff92c45ba";
  const auto name = first_pod_name(vmi);
  EXPECT_TRUE(name.starts_with("virt-launcher-vm-cirros-")) << name;
  EXPECT_EQ(name.size(), std::string("virt-launcher-vm-cirros-").size() + 5);
  EXPECT_EQ(first_pod_name(vmi), name);
  vmi.metadata.uid.back() = 'b';
  EXPECT_NE(first_pod_name(vmi), name);
  vmi.metadata.name = std::string(63, 'a');
  EXPECT_EQ(first_pod_name(vmi).size(), 63U);
}

}  // namespace
}  // namespace coracle::virt::controller::vmi
