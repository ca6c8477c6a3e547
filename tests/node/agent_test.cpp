// The node agent on a real containerd, with the real API server.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "agent_world.h"
#include "api/kinds.h"
#include "net/socket.h"

namespace coracle::node_test {
namespace {
using namespace std::chrono_literals;

std::string file_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Task<> eventually(std::function<bool()> holds, std::string what) {
  const auto limit = std::chrono::steady_clock::now() + 20s;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > limit) throw Error(Reason::timeout, what + ": not within 20 s");
    co_await sleep_for(10ms);
  }
}

std::string log_of(AgentWorld& world, const json::Value& pod, const char* container, int attempt) {
  return fmt::format("{}/var/log/pods/default_{}_{}/{}/{}.log", world.root(), json::text(pod, {"metadata", "name"}),
                     json::text(pod, {"metadata", "uid"}), container, attempt);
}

/// Of version 1 or 2, whichever has the controller.
std::string cgroup_value(const std::string& group, const std::string& controller, const char* first,
                         const char* second) {
  auto text = file_text("/sys/fs/cgroup/" + controller + group + "/" + first);
  if (text.empty()) text = file_text("/sys/fs/cgroup" + group + "/" + second);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

const json::Value& main_status(const json::Value& pod) {
  static const json::Value none;
  const auto* all = json::find(pod, {"status", "containerStatuses"});
  return all && all->is_array() && !all->get_array().empty() ? all->get_array().front() : none;
}

std::string condition(const json::Value& object, std::string_view type) {
  const auto* all = json::find(object, {"status", "conditions"});
  if (all)
    for (const auto& one : all->get_array())
      if (json::text(one, {"type"}) == type) return std::string(json::text(one, {"status"}));
  return "absent";
}

Task<> runs_a_pod(AgentWorld& world) {
  auto spec = world.pod("one", "echo hello; exec sleep 1000");
  const auto begun = std::chrono::steady_clock::now();
  const auto made = co_await world.create(std::move(spec));
  const auto pod = co_await world.until_phase("one", "Running");
  const auto took = std::chrono::steady_clock::now() - begun;
  std::printf("from creation to Running: %s\n", format_duration(took).c_str());
  EXPECT_EQ(condition(pod, "Ready"), "True");
  EXPECT_EQ(condition(pod, "PodReadyToStartContainers"), "True");
  EXPECT_TRUE(json::text(pod, {"status", "podIP"}).starts_with("10.244.0.")) << json::pretty(pod);
  EXPECT_EQ(json::text(pod, {"status", "hostIP"}), "10.244.0.1");
  EXPECT_EQ(json::text(pod, {"status", "qosClass"}), "BestEffort");
  EXPECT_TRUE(json::text(main_status(pod), {"containerID"}).starts_with("containerd://"));
  const auto log = log_of(world, pod, "main", 0);
  EXPECT_NE(file_text(log).find("hello"), std::string::npos) << log;
  const auto ending = std::chrono::steady_clock::now();
  co_await world.remove("one", 1);
  co_await world.until_gone("one");
  std::printf("from deletion to gone: %s\n", format_duration(std::chrono::steady_clock::now() - ending).c_str());
  co_await eventually([&] { return !std::filesystem::exists(log); }, "the log goes with its pod");
  const auto events = co_await world.events("one");
  for (const char* text : {"Pulled: Container image", "Created: Created container: main",
                           "Started: Started container main", "Killing: Stopping container main"})
    EXPECT_NE(events.find(text), std::string::npos) << text << " is not among\n" << events;
}
TEST(NodeAgent, RunsAPodFromCreationToDeletion) { with_agent(runs_a_pod); }

Task<> orders_containers(AgentWorld& world) {
  const auto image = agent_image("busybox");
  const auto container = [&](const char* name, const char* command) {
    return json::Object{{"name", name},
                        {"image", image},
                        {"command", json::Array{"sh", "-c", command}},
                        {"volumeMounts", json::parse(R"([{"name": "shared", "mountPath": "/shared"}])").take()}};
  };
  auto sidecar = container("sidecar",
                           "test -e /shared/first && touch /shared/sidecar; trap 'echo sidecar ends last >> "
                           "/shared/order; exit 0' TERM; sleep 1000 & wait");
  sidecar["restartPolicy"] = "Always";
  json::Object spec{{"restartPolicy", "Never"}};
  json::Array init;
  init.push_back(container("first", "touch /shared/first"));
  init.push_back(std::move(sidecar));
  init.push_back(container("second", "until test -e /shared/sidecar; do sleep 0.05; done; touch /shared/second"));
  spec["initContainers"] = std::move(init);
  json::Array main;
  main.push_back(container("main", "test -e /shared/second && echo done"));
  main.push_back(container("other", "test -e /shared/second && sleep 0.3"));
  spec["containers"] = std::move(main);
  spec["volumes"] = json::parse(R"([{"name": "shared", "emptyDir": {}}])").take();
  co_await world.create(world.pod("ordered", "", std::move(spec)));
  const auto pod = co_await world.until_phase("ordered", "Succeeded");
  const auto& statuses = json::find(pod, {"status", "initContainerStatuses"})->get_array();
  EXPECT_EQ(json::text(statuses.at(0), {"state", "terminated", "reason"}), "Completed");
  EXPECT_EQ(json::text(statuses.at(1), {"state", "terminated", "reason"}), "Completed") << json::pretty(statuses.at(1));
  EXPECT_EQ(json::text(statuses.at(2), {"state", "terminated", "reason"}), "Completed");
  EXPECT_EQ(condition(pod, "Initialized"), "True");
  EXPECT_EQ(condition(pod, "Ready"), "False");
  EXPECT_EQ(condition(pod, "PodReadyToStartContainers"), "False");
  co_await world.remove("ordered");
  co_await world.until_gone("ordered");
}
TEST(NodeAgent, StartsInitContainersAndSidecarsInOrderAndEndsSidecarsLast) { with_agent(orders_containers); }

Task<> tells_how_it_ended(AgentWorld& world) {
  json::Object never{{"restartPolicy", "Never"}};
  co_await world.create(world.pod("fails", "echo because > /dev/termination-log; exit 3", never));
  auto pod = co_await world.until_phase("fails", "Failed");
  const auto* end = json::find(main_status(pod), {"state", "terminated"});
  EXPECT_EQ(json::text(*end, {"reason"}), "Error");
  EXPECT_EQ(json::text(*end, {"message"}), "because\n");
  EXPECT_EQ(json::find(*end, {"exitCode"})->to_number<int>(), 3);

  auto deadline = never;
  deadline["activeDeadlineSeconds"] = 1;
  co_await world.create(world.pod("late", "exec sleep 1000", deadline));
  pod = co_await world.until_phase("late", "Failed");
  EXPECT_EQ(json::text(pod, {"status", "reason"}), "DeadlineExceeded");

  json::Object too_much{{"restartPolicy", "Never"}};
  co_await world.create(world.pod("large", "true", json::parse(R"({"restartPolicy": "Never"})").take().get_object()));
  co_await world.until_phase("large", "Succeeded");

  auto huge = world.pod("huge", "true", never);
  auto& container = json::at_path(huge, {"spec", "containers"}).get_array().at(0).get_object();
  container["resources"] = json::parse(R"({"requests": {"cpu": "5000"}})").take();
  co_await world.create(std::move(huge));
  pod = co_await world.until_phase("huge", "Failed");
  EXPECT_EQ(json::text(pod, {"status", "reason"}), "OutOfcpu");
}
TEST(NodeAgent, TellsHowAPodEnded) { with_agent(tells_how_it_ended); }

Task<> backs_off(AgentWorld& world) {
  co_await world.create(world.pod("crashes", "exit 1"));
  auto pod = co_await world.until("crashes", "backing off", [](const json::Value& now) {
    return json::text(main_status(now), {"state", "waiting", "reason"}) == "CrashLoopBackOff";
  });
  EXPECT_GE(json::find(main_status(pod), {"restartCount"})->to_number<int>(), 1);
  EXPECT_EQ(json::find(main_status(pod), {"lastState", "terminated", "exitCode"})->to_number<int>(), 1);
  EXPECT_EQ(json::text(pod, {"status", "phase"}), "Running");
  co_await world.remove("crashes");

  auto never = world.pod("absent", "true");
  auto& first = json::at_path(never, {"spec", "containers"}).get_array().at(0).get_object();
  first["image"] = "localhost/coracle/none:1";
  first["imagePullPolicy"] = "Never";
  co_await world.create(std::move(never));
  co_await world.until("absent", "without its image", [](const json::Value& now) {
    return json::text(main_status(now), {"state", "waiting", "reason"}) == "ErrImageNeverPull";
  });
  auto wrong = world.pod("misnamed", "true");
  json::at_path(wrong, {"spec", "containers"}).get_array().at(0).get_object()["image"] = "not a name";
  co_await world.create(std::move(wrong));
  co_await world.until("misnamed", "refused", [](const json::Value& now) {
    return json::text(main_status(now), {"state", "waiting", "reason"}) == "InvalidImageName";
  });
  auto far = world.pod("far", "true");
  json::at_path(far, {"spec", "containers"}).get_array().at(0).get_object()["image"] = "127.0.0.1:9/nobody/listens:1";
  co_await world.create(std::move(far));
  for (const std::string reason : {"ErrImagePull", "ImagePullBackOff"}) {
    pod = co_await world.until("far", reason, [reason](const json::Value& now) {
      return json::text(main_status(now), {"state", "waiting", "reason"}) == reason;
    });
    EXPECT_NE(json::text(main_status(pod), {"state", "waiting", "message"}).find("connection refused"),
              std::string::npos)
        << json::pretty(main_status(pod));
  }
  for (const char* name : {"absent", "misnamed", "far"}) {
    co_await world.remove(name);
    co_await world.until_gone(name);
  }
  co_await world.until_gone("crashes");
}
TEST(NodeAgent, BacksOffFromWhatFails) { with_agent(backs_off); }

Task<> tries_volumes_again(AgentWorld& world) {
  // Of a file on the host nothing tells that it is there now: it is looked for again after a while.
  const auto path = world.root() + "/late";
  json::Object spec;
  spec["volumes"] =
      json::Array{json::Object{{"name", "late"}, {"hostPath", json::Object{{"path", path}, {"type", "File"}}}}};
  json::Object container;
  container["volumeMounts"] = json::parse(R"([{"name": "late", "mountPath": "/late"}])").take();
  co_await world.create(world.pod("hopeful", "cat /late; exec sleep 1000", std::move(spec), std::move(container)));
  co_await world.create(world.pod("neighbour", "exec sleep 1000"));
  const auto told_twice = [&world]() -> Task<bool> {
    const auto said = co_await world.events("hopeful");
    const auto first = said.find("FailedMount: ");
    co_return first != std::string::npos&& said.find("(2 times)", first) != std::string::npos;
  };
  while (!co_await told_twice()) co_await sleep_for(50ms);
  co_await world.until_phase("neighbour", "Running");
  std::ofstream(path) << "here\n";
  const auto pod = co_await world.until_phase("hopeful", "Running");
  const auto log = log_of(world, pod, "main", 0);
  co_await eventually([&] { return file_text(log).find("here") != std::string::npos; }, "the file is seen");
  co_await world.remove("hopeful", 1);
  co_await world.remove("neighbour", 1);
}
TEST(NodeAgent, TriesVolumesAgainThatCouldNotBeHad) { with_agent(tries_volumes_again); }

Task<> sets_variables(AgentWorld& world) {
  auto spec =
      world.pod("variables", "echo $GREETING from $POD_NAME at $POD_IP with $LIMIT; echo args: $0; exec sleep 1000");
  auto& container = json::at_path(spec, {"spec", "containers"}).get_array().at(0).get_object();
  container["args"] = json::parse(R"~(["$(WORD)-$$(WORD)"])~").take();
  container["env"] = json::parse(R"([{"name": "WORD", "value": "hello"},
    {"name": "GREETING", "valueFrom": {"configMapKeyRef": {"name": "late", "key": "greeting"}}},
    {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
    {"name": "POD_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
    {"name": "LIMIT", "valueFrom": {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}}])")
                         .take();
  container["resources"] = json::parse(R"({"limits": {"memory": "64Mi", "cpu": "500m"}})").take();
  co_await world.create(std::move(spec));
  auto pod = co_await world.until("variables", "without its ConfigMap", [](const json::Value& now) {
    return json::text(main_status(now), {"state", "waiting", "reason"}) == "CreateContainerConfigError";
  });
  EXPECT_EQ(json::text(main_status(pod), {"state", "waiting", "message"}), "configmap \"late\" not found");
  co_await world.api().call("POST", "/api/v1/namespaces/default/configmaps",
                            json::parse(R"({"metadata": {"name": "late"}, "data": {"greeting": "hi"}})").take());
  pod = co_await world.until_phase("variables", "Running");
  EXPECT_EQ(json::text(pod, {"status", "qosClass"}), "Guaranteed");
  const auto log = log_of(world, pod, "main", 0);
  const auto wanted = "hi from variables at " + std::string(json::text(pod, {"status", "podIP"})) + " with 64";
  co_await eventually([&] { return file_text(log).find("args") != std::string::npos; }, "it writes");
  EXPECT_NE(file_text(log).find(wanted), std::string::npos) << file_text(log);
  EXPECT_NE(file_text(log).find("args: hello-$(WORD)"), std::string::npos) << file_text(log);
  const auto group =
      agent_environment("CORACLE_CGROUP") + "/kubepods/pod" + std::string(json::text(pod, {"metadata", "uid"}));
  EXPECT_EQ(cgroup_value(group, "memory", "memory.limit_in_bytes", "memory.max"), "67108864");
}
TEST(NodeAgent, SetsVariablesArgumentsAndLimits) { with_agent(sets_variables); }

Task<> probes(AgentWorld& world) {
  auto spec =
      world.pod("probed", "touch /tmp/alive; sleep 1; touch /tmp/started; sleep 1; touch /tmp/ready; exec sleep 1000");
  auto& container = json::at_path(spec, {"spec", "containers"}).get_array().at(0).get_object();
  container["startupProbe"] =
      json::parse(
          R"({"exec": {"command": ["test", "-e", "/tmp/started"]}, "periodSeconds": 1, "failureThreshold": 10})")
          .take();
  container["readinessProbe"] =
      json::parse(R"({"exec": {"command": ["test", "-e", "/tmp/ready"]}, "periodSeconds": 1})").take();
  container["livenessProbe"] =
      json::parse(R"({"exec": {"command": ["test", "-e", "/tmp/alive"]}, "periodSeconds": 1, "failureThreshold": 2})")
          .take();
  co_await world.create(std::move(spec));
  auto pod = co_await world.until("probed", "running", [](const json::Value& now) {
    return json::find(main_status(now), {"state", "running"}) != nullptr;
  });
  EXPECT_FALSE(json::find(main_status(pod), {"started"})->get_bool());
  pod =
      co_await world.until("probed", "ready", [](const json::Value& now) { return condition(now, "Ready") == "True"; });
  EXPECT_TRUE(json::find(main_status(pod), {"started"})->get_bool());
  const auto first = std::string(json::text(main_status(pod), {"containerID"})).substr(13);
  co_await world.exec(first, {"rm", "/tmp/alive"});
  pod = co_await world.until("probed", "restarted", [](const json::Value& now) {
    return json::find(main_status(now), {"restartCount"})->to_number<int>() == 1 &&
           json::find(main_status(now), {"state", "running"});
  });
  EXPECT_EQ(json::find(main_status(pod), {"lastState", "terminated", "exitCode"})->to_number<int>(), 137);
  const auto events = co_await world.events("probed");
  EXPECT_NE(events.find("Killing: Container main failed liveness probe, will be restarted"), std::string::npos)
      << events;
  EXPECT_NE(events.find("Unhealthy: Readiness probe failed"), std::string::npos) << events;
  co_await world.remove("probed");

  co_await world.create(
      world.pod("web", "mkdir /tmp/www; echo hi > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www",
                json::parse(R"({"readinessGates": [{"conditionType": "example.com/gate"}]})").take().get_object(),
                json::parse(R"({"ports": [{"name": "http", "containerPort": 8080, "hostPort": 18080}],
      "readinessProbe": {"httpGet": {"path": "/index.html", "port": "http"}, "periodSeconds": 1},
      "livenessProbe": {"tcpSocket": {"port": 8080}, "initialDelaySeconds": 1, "periodSeconds": 1}})")
                    .take()
                    .get_object()));
  pod = co_await world.until("web", "ready but for its gate",
                             [](const json::Value& now) { return condition(now, "ContainersReady") == "True"; });
  EXPECT_EQ(condition(pod, "Ready"), "False");
  co_await world.api().patch(
      world.pods(), {"default", "web"}, kube::PatchType::strategic,
      json::parse(R"({"status": {"conditions": [{"type": "example.com/gate", "status": "True"}]}})").take(),
      {"status", false});
  pod = co_await world.until("web", "ready", [](const json::Value& now) { return condition(now, "Ready") == "True"; });
  EXPECT_EQ(condition(pod, "example.com/gate"), "True");
  const auto through_host = co_await net::dial_tcp("10.244.0.1", 18080, 5s);
  EXPECT_TRUE(through_host);
}
TEST(NodeAgent, ProbesContainersAndRestartsThoseThatAreNotAlive) { with_agent(probes); }

Task<> ends_gracefully(AgentWorld& world) {
  // Ends by itself on SIGTERM, after its hook.
  auto polite = world.pod(
      "polite", "trap 'echo bye; exit 0' TERM; while :; do sleep 0.1; done", {},
      json::parse(R"({"lifecycle": {"postStart": {"exec": {"command": ["sh", "-c", "echo posted > /proc/1/fd/1"]}},
                                  "preStop": {"exec": {"command": ["sh", "-c", "echo stopping > /proc/1/fd/1"]}}}})")
          .take()
          .get_object());
  json::at_path(polite, {"spec", "terminationGracePeriodSeconds"}) = 20;
  json::at_path(polite, {"metadata", "finalizers"}) = json::Array{"example.com/keep"};
  co_await world.create(std::move(polite));
  auto pod = co_await world.until_phase("polite", "Running");
  const auto log = log_of(world, pod, "main", 0);
  co_await eventually([&] { return file_text(log).find("posted") != std::string::npos; }, "postStart runs");
  co_await world.remove("polite");
  pod = co_await world.until_phase("polite", "Succeeded");
  EXPECT_NE(file_text(log).find("stopping"), std::string::npos) << file_text(log);
  EXPECT_NE(file_text(log).find("bye"), std::string::npos) << file_text(log);
  EXPECT_EQ(condition(pod, "Ready"), "False");
  co_await world.api().patch(world.pods(), {"default", "polite"}, kube::PatchType::merge,
                             json::parse(R"({"metadata": {"finalizers": null}})").take());
  co_await world.until_gone("polite");

  // Deleted before it hears: what it begins with takes longer than its creation.
  auto young = world.pod("young", "sleep 1.5; trap 'exit 0' TERM; while :; do sleep 0.1; done");
  json::at_path(young, {"spec", "terminationGracePeriodSeconds"}) = 25;
  co_await world.create(std::move(young));
  co_await world.until_phase("young", "Running");
  const auto told = std::chrono::steady_clock::now();
  co_await world.remove("young");
  co_await world.until_gone("young");
  EXPECT_LT(std::chrono::steady_clock::now() - told, 12s);

  // Does not end by itself; a second deletion shortens its time.
  auto stubborn = world.pod("stubborn", "trap '' TERM; while :; do sleep 0.1; done");
  json::at_path(stubborn, {"spec", "terminationGracePeriodSeconds"}) = 3600;
  co_await world.create(std::move(stubborn));
  co_await world.until_phase("stubborn", "Running");
  co_await world.remove("stubborn");
  co_await sleep_for(300ms);
  co_await world.remove("stubborn", 1);
  co_await world.until_gone("stubborn");

  co_await world.create(world.pod("forced", "trap '' TERM; while :; do sleep 0.1; done"));
  co_await world.until_phase("forced", "Running");
  co_await world.remove("forced", 0);
  co_await world.until_gone("forced");
  co_await eventually([&] { return std::filesystem::is_empty(world.root() + "/var/lib/kubelet/pods"); },
                      "its folder goes");
}
TEST(NodeAgent, EndsPodsWithinTheirGrace) { with_agent(ends_gracefully); }

Task<> adopts(AgentWorld& world) {
  co_await world.create(world.pod("stays", "exec sleep 1000"));
  co_await world.create(world.pod("leaves", "exec sleep 1000"));
  auto before = co_await world.until_phase("stays", "Running");
  co_await world.until_phase("leaves", "Running");
  co_await world.stop();
  co_await world.remove("leaves", 0);
  co_await world.until_gone("leaves");
  co_await world.start();
  co_await eventually(
      [&] {
        int folders = 0;
        for (const auto& entry : std::filesystem::directory_iterator(world.root() + "/var/lib/kubelet/pods"))
          folders += entry.is_directory();
        return folders == 1;
      },
      "the orphan is removed");
  auto after = co_await world.api().get(world.pods(), {"default", "stays"});
  EXPECT_EQ(json::text(main_status(after), {"containerID"}), json::text(main_status(before), {"containerID"}));
  EXPECT_EQ(json::find(main_status(after), {"restartCount"})->to_number<int>(), 0);
  EXPECT_EQ(json::text(after, {"metadata", "resourceVersion"}), json::text(before, {"metadata", "resourceVersion"}));

  // containerd dies: it is started again, and the pod goes on.
  co_await world.kill_containerd();
  co_await world.create(world.pod("later", "exec sleep 1000"));
  co_await world.until_phase("later", "Running");
  after = co_await world.api().get(world.pods(), {"default", "stays"});
  EXPECT_EQ(json::text(main_status(after), {"containerID"}), json::text(main_status(before), {"containerID"}));
}
TEST(NodeAgent, AdoptsWhatRunsAndRemovesWhatBelongsToNobody) { with_agent(adopts); }

Task<> loses_sandbox(AgentWorld& world) {
  co_await world.create(world.pod("never", "exec sleep 1000", {{"restartPolicy", "Never"}}));
  co_await world.create(world.pod("always", "exec sleep 1000"));
  const auto never = co_await world.until_phase("never", "Running");
  const auto always = co_await world.until_phase("always", "Running");
  co_await world.kill_sandbox(std::string(json::text(never, {"metadata", "uid"})));
  co_await world.kill_sandbox(std::string(json::text(always, {"metadata", "uid"})));
  co_await world.until_phase("never", "Failed");
  const auto pod = co_await world.until("always", "running again", [](const json::Value& now) {
    return json::find(main_status(now), {"restartCount"})->to_number<int>() == 1 &&
           json::find(main_status(now), {"state", "running"});
  });
  EXPECT_TRUE(json::text(pod, {"status", "podIP"}).starts_with("10.244.0."));
}
TEST(NodeAgent, MakesALostSandboxAgainUnlessThePodMayNotRestart) { with_agent(loses_sandbox); }

Task<> confines(AgentWorld& world) {
  const auto confined =
      json::parse(
          R"({"restartPolicy": "Never", "securityContext": {"runAsUser": 107, "runAsGroup": 108, "fsGroup": 109, "runAsNonRoot": true,
    "sysctls": [{"name": "net.ipv4.ip_unprivileged_port_start", "value": "67"}]}})")
          .take()
          .get_object();
  co_await world.create(world.pod(
      "confined",
      "id; grep -E 'NoNewPrivs|CapEff' /proc/self/status; cat /proc/sys/net/ipv4/ip_unprivileged_port_start; touch /x "
      "2>&1; hostname; cat /etc/hosts",
      confined,
      json::parse(
          R"({"securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}})")
          .take()
          .get_object()));
  auto pod = co_await world.until_phase("confined", "Succeeded");
  const auto log = file_text(log_of(world, pod, "main", 0));
  for (const char* text : {"uid=107 gid=108 groups=108,109", "NoNewPrivs:\t1", "CapEff:\t0000000000000000", "F 67",
                           "Read-only file system", "F confined"})
    EXPECT_NE(log.find(text), std::string::npos) << text << " is not in\n" << log;

  co_await world.create(
      world.pod("root", "true", json::parse(R"({"securityContext": {"runAsNonRoot": true}})").take().get_object()));
  pod = co_await world.until("root", "refused", [](const json::Value& now) {
    return json::text(main_status(now), {"state", "waiting", "reason"}) == "CreateContainerConfigError";
  });
  EXPECT_TRUE(json::text(main_status(pod), {"state", "waiting", "message"})
                  .starts_with("container has runAsNonRoot and image will run as root (pod: \"root_default("));

  co_await world.create(world.pod("host", "ip addr show coracle0; exec sleep 1000",
                                  json::parse(R"({"hostNetwork": true})").take().get_object()));
  pod = co_await world.until_phase("host", "Running");
  EXPECT_EQ(json::text(pod, {"status", "podIP"}), "10.244.0.1");
}
TEST(NodeAgent, ConfinesContainersAsThePodSays) { with_agent(confines); }

Task<> describes_node(AgentWorld& world) {
  const auto node = co_await world.api().call("GET", "/api/v1/nodes/test-node");
  EXPECT_EQ(condition(node, "Ready"), "True");
  EXPECT_EQ(condition(node, "MemoryPressure"), "False");
  EXPECT_EQ(json::text(node, {"metadata", "labels", "kubernetes.io/hostname"}), "test-node");
  EXPECT_EQ(json::text(node, {"status", "nodeInfo", "kubeletVersion"}), "v1.36.2+coracle.test");
  EXPECT_TRUE(json::text(node, {"status", "nodeInfo", "containerRuntimeVersion"}).starts_with("containerd://1."));
  EXPECT_FALSE(json::text(node, {"status", "nodeInfo", "bootID"}).empty());
  EXPECT_EQ(json::text(node, {"status", "capacity", "pods"}), "250");
  EXPECT_GT(json::find(node, {"status", "daemonEndpoints", "kubeletEndpoint", "Port"})->to_number<int>(), 0);
  EXPECT_FALSE(json::find(node, {"status", "images"})->get_array().empty());
  const auto& leases = api::kind_of(static_cast<const api::coordination::v1::Lease*>(nullptr));
  std::optional<json::Value> lease;
  for (int tries = 0; tries < 500 && !lease; ++tries) {
    lease = co_await world.api().find(leases, {"kube-node-lease", "test-node"});
    co_await sleep_for(10ms);
  }
  EXPECT_TRUE(lease && json::text(*lease, {"spec", "holderIdentity"}) == "test-node");
  // What others put there stays.
  co_await world.api().patch(world.nodes(), {"", "test-node"}, kube::PatchType::merge,
                             json::parse(R"({"metadata": {"labels": {"example.com/mine": "yes"}}})").take());
  co_await world.stop();
  co_await world.start();
  const auto again = co_await world.api().call("GET", "/api/v1/nodes/test-node");
  EXPECT_EQ(json::text(again, {"metadata", "labels", "example.com/mine"}), "yes");
}
TEST(NodeAgent, DescribesTheNode) { with_agent(describes_node); }

Task<> finishes_pods(AgentWorld& world) {
  co_await world.create(world.pod("clean", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
  co_await world.create(world.pod("unclean", "trap 'exit 5' TERM; while :; do sleep 0.1; done"));
  co_await world.until_phase("clean", "Running");
  co_await world.until_phase("unclean", "Running");
  co_await world.shut_down();
  co_await world.until_phase("clean", "Succeeded");
  co_await world.until_phase("unclean", "Failed");
  co_await world.start();
  co_await world.until_phase("clean", "Succeeded");
}
TEST(NodeAgent, EndsPodsForGoodWhenItIsShutDown) { with_agent(finishes_pods); }

Task<> outlives_the_unexpected(AgentWorld& world) {
  world.stumble_at("/pods/odd/status");
  co_await world.create(world.pod("odd", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
  co_await world.until_phase("odd", "Running");
  EXPECT_TRUE(world.stumbled());
  world.stumble_at("/pods/odd/status");
  co_await world.remove("odd", 5);
  co_await world.until_gone("odd");
  EXPECT_TRUE(world.stumbled());
}
TEST(NodeAgent, BringsAPodOnAfterWhatNobodyExpects) { with_agent(outlives_the_unexpected); }

Task<> ends_without_the_runtime(AgentWorld& world) {
  auto stuck = world.pod("stuck", "trap 'exit 0' TERM; while :; do sleep 0.1; done");
  json::at_path(stuck, {"spec", "terminationGracePeriodSeconds"}) = 1;
  co_await world.create(std::move(stuck));
  const auto pod = co_await world.until_phase("stuck", "Running");
  co_await world.stop_shim(std::string(json::text(pod, {"metadata", "uid"})));
  const auto begun = std::chrono::steady_clock::now();
  co_await world.shut_down();
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 40s);
  co_await world.start();
  EXPECT_EQ(json::text(co_await world.until_phase("stuck", "Failed"), {"status", "reason"}), "NodeRestarted");
}
TEST(NodeAgent, IsShutDownAlsoWhenTheRuntimeDoesNotStopAPod) { with_agent(ends_without_the_runtime); }

Task<> forgets_last_life(AgentWorld& world) {
  co_await world.create(world.pod("old", "exec sleep 1000"));
  co_await world.until_phase("old", "Running");
  co_await world.stop();
  std::ofstream(world.root() + "/var/lib/coracle/node/boot-id") << "another";  // as if the machine had been off
  co_await world.start();
  auto pod = co_await world.until_phase("old", "Failed");
  EXPECT_EQ(json::text(pod, {"status", "reason"}), "NodeRestarted");
  EXPECT_EQ(condition(pod, "Ready"), "False");
  co_await world.create(world.pod("new", "exec sleep 1000"));
  co_await world.until_phase("new", "Running");
}
TEST(NodeAgent, LetsNoPodOfBeforeARebootGoOn) { with_agent(forgets_last_life); }

Task<> runs_many(AgentWorld& world) {
  constexpr int count = 15;
  const auto name = [](int i) { return "many-" + std::to_string(i); };
  for (int i = 0; i < count; ++i) co_await world.create(world.pod(name(i), "trap 'exit 0' TERM; sleep 1000 & wait"));
  std::set<std::string> addresses;
  for (int i = 0; i < count; ++i) {
    const auto pod = co_await world.until_phase(name(i), "Running");
    addresses.insert(std::string(json::text(pod, {"status", "podIP"})));
  }
  EXPECT_EQ(addresses.size(), static_cast<std::size_t>(count));
  // Half of them while the agent is away, the others before its eyes.
  co_await world.stop();
  for (int i = 0; i < count; i += 2) co_await world.remove(name(i));
  co_await world.start();
  for (int i = 1; i < count; i += 2) co_await world.remove(name(i));
  for (int i = 0; i < count; ++i) co_await world.until_gone(name(i));
}
TEST(NodeAgent, RunsManyPodsAtOnce) { with_agent(runs_many); }

// Not a test: where the time of a pod of a virtual machine's shape goes (run with --gtest_also_run_disabled_tests).
Task<> measures(AgentWorld& world) {
  for (int i = 0; i < 5; ++i) {
    const auto name = "bench-" + std::to_string(i);
    auto spec = world.pod(name, "trap 'exit 0' TERM; sleep 1000 & wait");
    auto& containers = json::at_path(spec, {"spec", "containers"}).get_array();
    const json::Value first = containers.front();
    auto other = first;
    other.get_object()["name"] = "disk";
    containers.push_back(other);
    auto copy = first;
    copy.get_object()["name"] = "copy";
    copy.get_object()["command"] = json::Array{"true"};
    auto sidecar = first;
    sidecar.get_object()["name"] = "log";
    sidecar.get_object()["restartPolicy"] = "Always";
    json::Array init;
    init.push_back(std::move(copy));
    init.push_back(std::move(sidecar));
    json::at_path(spec, {"spec", "initContainers"}) = std::move(init);
    const auto begun = std::chrono::steady_clock::now();
    co_await world.create(std::move(spec));
    co_await world.until(name, "ready", [](const json::Value& now) { return condition(now, "Ready") == "True"; });
    std::printf("%s: ready after %s\n", name.c_str(),
                format_duration(std::chrono::steady_clock::now() - begun).c_str());
    const auto ending = std::chrono::steady_clock::now();
    co_await world.remove(name);
    co_await world.until_gone(name);
    std::printf("%s: gone after %s\n", name.c_str(),
                format_duration(std::chrono::steady_clock::now() - ending).c_str());
  }
}
TEST(NodeAgent, DISABLED_Bench) { with_agent(measures); }

}  // namespace
}  // namespace coracle::node_test
