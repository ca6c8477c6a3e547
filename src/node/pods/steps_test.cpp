#include "node/pods/steps.h"

#include <gtest/gtest.h>

#include "node/pods/policy.h"

namespace coracle::node::pods {
namespace {
using namespace std::chrono_literals;

const SteadyTime now{1h};

/// What one container does: "-" never began, "run" runs, a number is its exit code.
struct Given {
  std::string name;
  std::string state;
};
struct StepsCase {
  const char* promise;
  const char* policy;
  std::vector<const char*> init;  ///< names; those that begin with "side" are sidecars
  std::vector<const char*> main;
  std::vector<Given> given;
  const char* sandbox;  ///< "none", "ready", "lost"
  std::string want;
};

Pod pod_of(const StepsCase& one) {
  Pod pod;
  pod.spec.restart_policy = one.policy;
  for (const std::string name : one.init) {
    auto& container = pod.spec.init_containers.emplace_back();
    container.name = name;
    if (name.starts_with("side")) container.restart_policy = "Always";
  }
  for (const char* name : one.main) pod.spec.containers.emplace_back().name = name;
  return pod;
}

PodView view_of(const Pod& pod, const StepsCase& one) {
  PodView view;
  const std::string sandbox = one.sandbox;
  view.sandbox_ready = sandbox == "ready";
  view.had_sandbox = sandbox != "none";
  view.sandbox_id = sandbox == "none" ? "" : "s";
  view.volumes_ready = true;
  for (const auto& [name, state] : one.given) {
    auto& container = view.containers[name];
    if (state == "-") continue;
    if (state == "busy") {
      container.busy = true;
      continue;
    }
    auto& latest = container.latest.emplace();
    latest.annotations["io.kubernetes.container.hash"] = container_hash(*find_container(pod, name));
    container.in_sandbox = true;
    container.startup_passed = state != "starting";
    if (state == "run" || state == "starting") {
      latest.state = rpc::ContainerState::running;
    } else {
      latest.state = rpc::ContainerState::exited;
      latest.exit_code = std::stoi(state);
      container.ended = now;
    }
  }
  return view;
}

std::string words(const Steps& steps) {
  std::string out;
  const auto add = [&](const std::string& word) { out += (out.empty() ? "" : " ") + word; };
  if (steps.make_sandbox) add("sandbox");
  for (const auto& name : steps.start) add("+" + name);
  for (const auto& one : steps.kill) add("-" + one.container);
  for (const auto& one : steps.backing_off) add("~" + one.container);
  if (steps.finished) add("finished");
  if (steps.sandbox_lost) add("lost");
  return out;
}

const StepsCase cases[] = {
    {"a new pod gets a sandbox first", "Always", {}, {"a"}, {}, "none", "sandbox"},
    {"main containers start side by side", "Always", {}, {"a", "b"}, {}, "ready", "+a +b"},
    {"init containers start one after the other", "Always", {"i", "j"}, {"a"}, {}, "ready", "+i"},
    {"the next waits for the one before", "Always", {"i", "j"}, {"a"}, {{"i", "run"}}, "ready", ""},
    {"it starts when that has succeeded", "Always", {"i", "j"}, {"a"}, {{"i", "0"}}, "ready", "+j"},
    {"one that failed is tried again", "Always", {"i"}, {"a"}, {{"i", "1"}}, "ready", "+i"},
    {"with Never it ends the pod", "Never", {"i"}, {"a"}, {{"i", "1"}}, "ready", "finished"},
    {"a sidecar must have started", "Always", {"side", "i"}, {"a"}, {{"side", "starting"}}, "ready", ""},
    {"then the others go on beside it", "Always", {"side", "i"}, {"a"}, {{"side", "run"}}, "ready", "+i"},
    {"a sidecar that ended starts again, beside main containers",
     "Never",
     {"side"},
     {"a"},
     {{"side", "0"}, {"a", "run"}},
     "ready",
     "+side"},
    {"what is being started is left alone", "Always", {}, {"a", "b"}, {{"a", "busy"}}, "ready", "+b"},
    {"what ended starts again", "Always", {}, {"a"}, {{"a", "0"}}, "ready", "+a"},
    {"OnFailure: only after a failure", "OnFailure", {}, {"a", "b"}, {{"a", "0"}, {"b", "2"}}, "ready", "+b"},
    {"OnFailure: success ends the pod", "OnFailure", {}, {"a"}, {{"a", "0"}}, "ready", "finished"},
    {"Never: the pod goes on while one runs", "Never", {}, {"a", "b"}, {{"a", "1"}, {"b", "run"}}, "ready", ""},
    {"Never: all ended ends the pod", "Never", {}, {"a", "b"}, {{"a", "1"}, {"b", "0"}}, "ready", "finished"},
    {"sidecars do not keep a pod", "Never", {"side"}, {"a"}, {{"side", "run"}, {"a", "0"}}, "ready", "finished"},
    {"a lost sandbox is made again", "Always", {}, {"a"}, {{"a", "run"}}, "lost", "sandbox"},
    {"not where nothing may restart", "Never", {}, {"a"}, {{"a", "run"}}, "lost", "lost"},
    {"nor where all work is done", "Never", {}, {"a"}, {{"a", "0"}}, "lost", "finished"},
    {"but where nothing ran yet", "Never", {}, {"a"}, {}, "lost", "sandbox"},
};

TEST(NextSteps, follow_from_what_there_is) {
  for (const auto& one : cases) {
    const auto pod = pod_of(one);
    EXPECT_EQ(words(next_steps(pod, view_of(pod, one), now)), one.want) << one.promise;
  }
}

TEST(NextSteps, wait_for_the_back_off_of_a_container_that_keeps_failing) {
  const StepsCase crashed{"", "Always", {}, {"a"}, {{"a", "1"}}, "ready", ""};
  const auto pod = pod_of(crashed);
  auto view = view_of(pod, crashed);
  view.containers["a"].back_off.next(now - 1s, now - 1s);
  const auto steps = next_steps(pod, view, now);
  EXPECT_EQ(words(steps), "~a");
  EXPECT_EQ(*steps.again_at, now + 10s);
  EXPECT_EQ(words(next_steps(pod, view, now + 10s)), "+a");
}

TEST(NextSteps, replace_a_container_whose_image_was_changed) {
  const StepsCase running{"", "Always", {}, {"a"}, {{"a", "run"}}, "ready", ""};
  auto pod = pod_of(running);
  const auto view = view_of(pod, running);
  pod.spec.containers[0].image = "another";
  EXPECT_EQ(words(next_steps(pod, view, now)), "-a");
}

TEST(NextSteps, start_no_container_before_its_volumes_are_there) {
  const StepsCase fresh{"", "Always", {}, {"a"}, {}, "ready", ""};
  const auto pod = pod_of(fresh);
  auto view = view_of(pod, fresh);
  view.volumes_ready = false;
  EXPECT_EQ(words(next_steps(pod, view, now)), "");
}

TEST(BackOff, doubles_from_ten_seconds_to_five_minutes_and_begins_anew_after_ten_quiet_minutes) {
  BackOff back_off;
  auto time = now;
  EXPECT_EQ(back_off.left(time, time), 0s);  // the first restart is at once
  std::vector<Duration> waits;
  for (int i = 0; i < 7; ++i) {
    back_off.next(time, time);
    waits.push_back(back_off.left(time, time));
    time += waits.back();
  }
  EXPECT_EQ(waits, (std::vector<Duration>{10s, 20s, 40s, 80s, 160s, 300s, 300s}));
  EXPECT_EQ(back_off.left(time + 1h, time + 1h), 0s);
}

}  // namespace
}  // namespace coracle::node::pods
