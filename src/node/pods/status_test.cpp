#include "node/pods/status.h"

#include <gtest/gtest.h>

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;
using api::core::v1::Pod;
using api::core::v1::PodStatus;

const WallTime start = *parse_time("2026-01-31T09:05:00Z");

Pod made_pod(const char* policy = "Always") {
  Pod pod;
  pod.metadata.name = "p";
  pod.metadata.namespace_ = "default";
  pod.metadata.uid = "u";
  pod.metadata.generation = 1;
  pod.spec.restart_policy = policy;
  auto& main = pod.spec.containers.emplace_back();
  main.name = "main";
  main.image = "busybox";
  return pod;
}

PodView running_view() {
  PodView view;
  view.sandbox_ready = true;
  view.ips = {"10.244.0.5", "fd00:10:244::5"};
  view.host_ips = {"10.244.0.1"};
  auto& one = view.containers["main"];
  auto& latest = one.latest.emplace();
  latest.id = "c1";
  latest.state = rpc::ContainerState::running;
  latest.image = "docker.io/library/busybox:latest";
  latest.image_ref = "docker.io/library/busybox@sha256:1";
  latest.started_at = start;
  one.in_sandbox = true;
  one.startup_passed = true;
  one.ready = true;
  return view;
}

void end_main(PodView& view, int code) {
  auto& one = view.containers["main"];
  one.latest->state = rpc::ContainerState::exited;
  one.latest->exit_code = code;
  one.latest->finished_at = start + 5s;
}

std::string condition(const PodStatus& status, std::string_view type) {
  for (const auto& one : status.conditions)
    if (one.type == type)
      return one.status + (one.reason.empty() ? "" : " " + one.reason) +
             (one.message.empty() ? "" : ": " + one.message);
  return "absent";
}

TEST(PlannedStatus, of_a_pod_that_has_just_come) {
  const auto status = planned_status(made_pod(), {}, {}, start);
  EXPECT_EQ(status.phase, "Pending");
  EXPECT_EQ(status.start_time.text, "2026-01-31T09:05:00Z");
  EXPECT_EQ(status.qos_class, "BestEffort");
  ASSERT_EQ(status.container_statuses.size(), 1U);
  EXPECT_EQ(status.container_statuses[0].state.waiting->reason, "ContainerCreating");
  EXPECT_EQ(condition(status, "PodReadyToStartContainers"), "False");
  EXPECT_EQ(condition(status, "Initialized"), "True");
  EXPECT_EQ(condition(status, "Ready"), "False ContainersNotReady: containers with unready status: [main]");
  EXPECT_EQ(condition(status, "PodScheduled"), "True");
}

TEST(PlannedStatus, of_a_pod_whose_init_containers_run) {
  auto pod = made_pod();
  auto& init = pod.spec.init_containers.emplace_back();
  init.name = "init";
  auto view = running_view();
  view.containers["init"] = view.containers["main"];
  view.containers.erase("main");
  const auto status = planned_status(pod, view, {}, start);
  EXPECT_EQ(status.phase, "Pending");
  EXPECT_EQ(status.container_statuses[0].state.waiting->reason, "PodInitializing");
  EXPECT_FALSE(status.init_container_statuses[0].ready);
  EXPECT_EQ(condition(status, "Initialized"),
            "False ContainersNotInitialized: containers with incomplete status: [init]");
}

TEST(PlannedStatus, of_a_running_pod) {
  const auto status = planned_status(made_pod(), running_view(), {}, start);
  EXPECT_EQ(status.phase, "Running");
  EXPECT_EQ(status.pod_ip, "10.244.0.5");
  EXPECT_EQ(status.pod_ips.size(), 2U);
  EXPECT_EQ(status.host_ip, "10.244.0.1");
  const auto& main = status.container_statuses[0];
  EXPECT_TRUE(main.ready);
  EXPECT_TRUE(*main.started);
  EXPECT_EQ(main.container_id, "containerd://c1");
  EXPECT_EQ(main.image_id, "docker.io/library/busybox@sha256:1");
  EXPECT_EQ(condition(status, "Ready"), "True");
  EXPECT_EQ(condition(status, "ContainersReady"), "True");
}

TEST(PlannedStatus, keeps_transition_times_and_what_others_set) {
  auto pod = made_pod();
  const auto before = planned_status(pod, running_view(), {}, start);
  auto last = before;
  last.conditions.emplace_back().type = "example.com/mine";
  const auto after = planned_status(pod, running_view(), last, start + 1h);
  EXPECT_EQ(condition(after, "example.com/mine"), "");
  for (const auto& one : after.conditions)
    if (is_own_condition(one.type)) {
      EXPECT_EQ(one.last_transition_time.text, "2026-01-31T09:05:00Z") << one.type;
    }
}

TEST(PlannedStatus, of_a_container_that_waits_to_be_restarted) {
  auto view = running_view();
  end_main(view, 2);
  view.containers["main"].latest->attempt = 3;
  view.containers["main"].latest_message = "last words\xff";
  view.containers["main"].waiting_reason = "CrashLoopBackOff";
  view.containers["main"].waiting_message = "back-off 10s";
  const auto status = planned_status(made_pod(), view, {}, start);
  EXPECT_EQ(status.phase, "Running");
  const auto& main = status.container_statuses[0];
  EXPECT_EQ(main.state.waiting->reason, "CrashLoopBackOff");
  EXPECT_EQ(main.last_state.terminated->exit_code, 2);
  EXPECT_EQ(main.last_state.terminated->reason, "Error");
  EXPECT_EQ(main.last_state.terminated->message, "last words\uFFFD");
  EXPECT_EQ(main.restart_count, 3);
  EXPECT_FALSE(main.ready);
}

TEST(PlannedStatus, says_that_it_is_over_only_when_nothing_runs_any_more) {
  auto pod = made_pod("Never");
  auto& sidecar = pod.spec.init_containers.emplace_back();
  sidecar.name = "side";
  sidecar.restart_policy = "Always";
  auto view = running_view();
  view.containers["side"] = view.containers["main"];
  end_main(view, 0);
  auto status = planned_status(pod, view, planned_status(pod, running_view(), {}, start), start);
  EXPECT_EQ(status.phase, "Running");
  view.containers["side"].latest->state = rpc::ContainerState::exited;
  view.ended = true;
  view.sandbox_ready = false;
  status = planned_status(pod, view, status, start);
  EXPECT_EQ(status.phase, "Succeeded");
  EXPECT_EQ(condition(status, "Ready"), "False PodCompleted");
  EXPECT_EQ(condition(status, "Initialized"), "True PodCompleted");
  EXPECT_EQ(status.pod_ip, "10.244.0.5");  // where it was stays to be seen
}

TEST(PlannedStatus, never_takes_an_end_back) {
  auto view = running_view();
  end_main(view, 1);
  view.ended = true;
  auto status = planned_status(made_pod("Never"), view, {}, start);
  EXPECT_EQ(status.phase, "Failed");
  EXPECT_EQ(condition(status, "Ready"), "False PodFailed");
  PodView nothing;  // the runtime's records are gone
  nothing.ended = true;
  status = planned_status(made_pod("Never"), nothing, status, start + 1h);
  EXPECT_EQ(status.phase, "Failed");
  EXPECT_EQ(status.container_statuses[0].state.terminated->exit_code, 1);
}

TEST(PlannedStatus, of_a_pod_whose_containers_are_gone_without_a_trace) {
  const auto last = planned_status(made_pod(), running_view(), {}, start);
  PodView nothing;
  nothing.ended = true;
  nothing.failed_reason = "NodeRestarted";
  nothing.failed_message = "why";
  const auto status = planned_status(made_pod(), nothing, last, start);
  EXPECT_EQ(status.phase, "Failed");
  EXPECT_EQ(status.reason, "NodeRestarted");
  EXPECT_EQ(status.container_statuses[0].state.terminated->reason, "ContainerStatusUnknown");
  EXPECT_EQ(status.container_statuses[0].state.terminated->exit_code, 137);
}

TEST(PlannedStatus, waits_for_readiness_gates) {
  auto pod = made_pod();
  pod.spec.readiness_gates.push_back({"example.com/gate"});
  auto status = planned_status(pod, running_view(), {}, start);
  EXPECT_EQ(condition(status, "Ready"),
            "False ReadinessGatesNotReady: corresponding condition of pod readiness gate \"example.com/gate\" does not "
            "exist.");
  auto& gate = pod.status.conditions.emplace_back();
  gate.type = "example.com/gate";
  gate.status = "True";
  status = planned_status(pod, running_view(), {}, start);
  EXPECT_EQ(condition(status, "Ready"), "True");
}

TEST(StatusJson, has_an_empty_last_state_as_the_kubelet_writes_it) {
  const auto json = status_json(planned_status(made_pod(), running_view(), {}, start));
  EXPECT_TRUE(json.at("containerStatuses").at(0).at("lastState").is_object());
}

}  // namespace
}  // namespace coracle::node::pods
