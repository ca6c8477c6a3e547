#include "virt/controller/vm/plan.h"

#include "virt/controller/plan_cases.h"
#include "virt/controller/vm/instance.h"
#include "virt/controller/vm/printable_status.h"
#include "virt/controller/vm/revision.h"

namespace coracle::virt::controller::vm {
namespace {

const auto new_year = *parse_time("2026-01-01T00:00:00Z");

std::string_view name_of(Act act) {
  switch (act) {
    case Act::nothing:
      return "nothing";
    case Act::start:
      return "start";
    case Act::stop:
      return "stop";
    case Act::turn_on:
      return "turn_on";
  }
  return "?";
}

json::Value seconds(Duration duration) { return std::chrono::duration_cast<std::chrono::seconds>(duration).count(); }

std::optional<kubevirt::VirtualMachineInstance> instance_given(const json::Value& given) {
  const auto* phase = json::find(given, {"phase"});
  if (!phase) return std::nullopt;
  kubevirt::VirtualMachineInstance instance;
  instance.metadata.uid = "i-1";
  instance.status.phase = std::string_view(phase->as_string());
  if (cases::flag(given, "deleting")) instance.metadata.deletion_timestamp.text = "2026-01-01T00:00:00Z";
  if (const auto* conditions = json::find(given, {"conditions"}))
    for (const auto& one : conditions->as_array())
      instance.status.conditions.push_back(schema::decoded<kubevirt::Condition>(one));
  if (const auto* migration = json::find(given, {"migrationState"}))
    instance.status.migration_state = schema::decoded<kubevirt::VirtualMachineInstanceMigrationState>(*migration);
  return instance;
}

TEST(RunStrategy, decides_for_every_strategy_and_phase_as_the_cases_say) {
  cases::check("run_strategy", [](const json::Value& given) -> json::Value {
    const auto instance = instance_given(given);
    Requests requests;
    if (const auto* asked = json::find(given, {"requests"}))
      for (const auto& one : asked->as_array())
        requests.push_back(schema::decoded<kubevirt::VirtualMachineStateChangeRequest>(one));
    requests = still_open(std::move(requests), instance ? &*instance : nullptr);
    StartFailure failure;
    if (const auto* retry = json::find(given, {"retryAfter"}))
      failure.ensure().retry_after_timestamp.text = std::string_view(retry->as_string());
    const auto decision = decide({json::text(given, {"strategy"}), json::text(given, {"before"}), requests, failure,
                                  instance ? &*instance : nullptr, new_year});
    return json::Object{{"act", name_of(decision.act)},
                        {"wait", seconds(decision.wait)},
                        {"request_start", decision.request_start},
                        {"paused", asks_to_start_paused(requests)}};
  });
}

TEST(PrintableStatus, is_the_first_row_that_holds) {
  for (const auto& one : cases::load("printable_status")) {
    SCOPED_TRACE(std::string(json::text(one, {"name"})));
    const auto& given = one.at("given");
    kubevirt::VirtualMachine machine;
    if (cases::flag(given, "machineDeleting")) machine.metadata.deletion_timestamp.text = "2026-01-01T00:00:00Z";
    const auto instance = instance_given(given);
    StartFailure failure;
    if (const auto* failures = json::find(given, {"failures"}))
      failure.ensure().consecutive_fail_count = failures->as_int64();
    EXPECT_EQ(printable_status({machine, instance ? &*instance : nullptr, json::text(given, {"strategy"}), failure,
                                cases::flag(given, "stopping"), cases::flag(given, "starting")}),
              json::text(one, {"then"}));
  }
}

TEST(MachinePlan, is_what_the_cases_say) {
  cases::check("vm", [](const json::Value& given) -> json::Value {
    const auto machine = schema::decoded<kubevirt::VirtualMachine>(given.at("machine"));
    std::optional<kubevirt::VirtualMachineInstance> instance;
    std::optional<kubevirt::VirtualMachineInstance> stranger;
    std::optional<kubevirt::VirtualMachineSpec> started_from;
    if (const auto* one = json::find(given, {"instance"}))
      instance = schema::decoded<kubevirt::VirtualMachineInstance>(*one);
    if (const auto* one = json::find(given, {"stranger"}))
      stranger = schema::decoded<kubevirt::VirtualMachineInstance>(*one);
    if (const auto* one = json::find(given, {"startedFrom"}))
      started_from = schema::decoded<kubevirt::VirtualMachineSpec>(*one);
    shared::ClusterConfig config;
    if (const auto* one = json::find(given, {"configuration"}))
      config = shared::ClusterConfig(schema::decoded<api::kubevirt::v1::KubeVirtConfiguration>(*one));
    const auto decided = plan({.machine = machine,
                               .instance = instance ? &*instance : nullptr,
                               .stranger = stranger ? &*stranger : nullptr,
                               .started_from = started_from ? &*started_from : nullptr,
                               .config = config,
                               .now = new_year});
    json::Object out{{"act", name_of(decided.act)}, {"paused", decided.paused}};
    out["status"] = schema::encode(decided.status);
    if (decided.machine) out["machine"] = schema::encode(*decided.machine);
    if (decided.instance) out["instance"] = schema::encode(*decided.instance);
    if (decided.again_after) out["again_after"] = seconds(*decided.again_after);
    return out;
  });
}

TEST(MachinePlan, stands_still_once_its_status_is_written) {
  for (const auto& one : cases::load("vm")) {
    SCOPED_TRACE(std::string(json::text(one, {"name"})));
    const auto& given = one.at("given");
    auto machine = schema::decoded<kubevirt::VirtualMachine>(given.at("machine"));
    std::optional<kubevirt::VirtualMachineInstance> instance;
    if (const auto* there = json::find(given, {"instance"}))
      instance = schema::decoded<kubevirt::VirtualMachineInstance>(*there);
    const shared::ClusterConfig config;
    for (int look = 0; look < 3; ++look) {
      const auto decided = plan({.machine = machine,
                                 .instance = instance ? &*instance : nullptr,
                                 .config = config,
                                 .now = new_year + std::chrono::seconds(look),
                                 .jitter = 0.1 * look});
      if (look == 2) EXPECT_TRUE(decided.status == machine.status) << json::serialize(schema::encode(decided.status));
      machine.status = decided.status;
      if (instance && decided.instance) instance = *decided.instance;
    }
  }
}

TEST(StartFailure, pauses_grow_with_the_square_to_five_minutes) {
  using namespace std::chrono_literals;
  EXPECT_EQ(pause_after(1, 0), 10s);
  EXPECT_EQ(pause_after(2, 0), 40s);
  EXPECT_EQ(pause_after(2, 1), 60s);
  EXPECT_EQ(pause_after(3, 0), 90s);
  EXPECT_EQ(pause_after(5, 1), 300s);
  EXPECT_EQ(pause_after(1'000'000'000, 0.5), 300s);
}

TEST(InstanceOfMachine, has_the_templates_words_and_a_uuid_that_stays) {
  kubevirt::VirtualMachine machine;
  machine.metadata.name = "testvm";
  machine.metadata.namespace_ = "ns";
  machine.metadata.uid = "m-1";
  machine.metadata.generation = 4;
  machine.metadata.labels["own"] = "x";
  machine.spec.template_.metadata.labels["size"] = "small";
  machine.spec.template_.metadata.annotations["note"] = "y";
  const auto instance = from_template(machine, true);
  EXPECT_EQ(instance.metadata.name, "testvm");
  EXPECT_EQ(instance.metadata.labels, (std::map<std::string, std::string>{{"size", "small"}}));
  EXPECT_EQ(instance.metadata.annotations,
            (std::map<std::string, std::string>{{"kubevirt.io/vm-generation", "4"}, {"note", "y"}}));
  EXPECT_EQ(instance.spec.start_strategy, "Paused");
  // python3 -c 'import uuid; print(uuid.uuid5(uuid.UUID("6a1a24a1-4061-4607-8bf4-a3963d0c5895"), "testvm"))'
  EXPECT_EQ(instance.spec.domain.firmware->uuid, "5a9fc181-957e-5c32-9e5a-2de5e9673531");
  machine.spec.template_.spec.domain.firmware.ensure().uuid = "0f9bd084-4c4d-48be-aef3-2a44b2455794";
  EXPECT_EQ(from_template(machine, false).spec.domain.firmware->uuid, "0f9bd084-4c4d-48be-aef3-2a44b2455794");
  const auto revision = revision_of(machine);
  EXPECT_EQ(revision.metadata.name, "revision-start-vm-m-1-4");
  EXPECT_EQ(revision.revision, 4);
  EXPECT_EQ(json::text(revision.data, {"spec", "template", "metadata", "labels", "size"}), "small");
}

}  // namespace
}  // namespace coracle::virt::controller::vm
