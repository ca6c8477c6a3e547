#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "rpc/containerd_events.h"
#include "world.h"

namespace coracle::node_test {
namespace {
using namespace std::chrono_literals;
using rpc::CriClient;

std::string whole_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Runtime, says_who_it_is_and_that_it_is_ready) {
  with_containerd([](const rpc::Connection& connection) -> Task<> {
    const CriClient cri(connection);
    const auto version = co_await cri.version();
    EXPECT_EQ(version.runtime_name, "containerd");
    EXPECT_EQ(version.runtime_api_version, "v1");
    const auto conditions = co_await cri.status();
    EXPECT_GE(conditions.size(), 2U);
    for (const auto& condition : conditions) EXPECT_TRUE(condition.status) << condition.type << condition.message;
    const auto images = co_await cri.list_images();
    EXPECT_GE(images.size(), 2U);
    const auto missing = co_await cri.image_status("localhost/coracle/none:1");
    EXPECT_FALSE(missing);
    const auto filesystems = co_await cri.image_fs_info();
    EXPECT_GE(filesystems.size(), 1U);
  });
}

TEST(Runtime, a_busybox_pod_runs_with_an_address_and_ends_with_its_status_and_log) {
  with_pod("busybox", [](const CriClient& cri, Pod pod) -> Task<> {
    std::vector<std::string> command{"sh", "-c", "echo to out; echo to err >&2; exit 3"};
    const auto config = container_config("c", command);
    const auto id = co_await start(cri, pod, config);
    const auto container = co_await ended(cri, id);
    EXPECT_EQ(container.exit_code, 3);
    EXPECT_EQ(container.reason, "Error");
    EXPECT_GT(container.finished_at, container.created_at);
    EXPECT_EQ(container.log_path, pod.config.log_directory + "/c.log");
    const auto log = whole_file(container.log_path);
    EXPECT_NE(log.find(" stdout F to out\n"), std::string::npos) << log;
    EXPECT_NE(log.find(" stderr F to err\n"), std::string::npos) << log;

    const auto sandbox = co_await cri.pod_sandbox_status(pod.id);
    EXPECT_EQ(sandbox.state, rpc::PodSandboxState::ready);
    EXPECT_EQ(sandbox.ips.size(), 1U);
    EXPECT_TRUE(sandbox.ips.at(0).starts_with("10.88.0.")) << sandbox.ips.at(0);
    rpc::SandboxFilter filter;
    filter.labels = {{"test", "busybox"}};
    const auto listed = co_await cri.list_pod_sandboxes(filter);
    EXPECT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed.at(0).metadata.uid, pod.config.metadata.uid);
  });
}

TEST(Runtime, exec_brings_back_both_outputs_and_the_status_and_is_cut_at_its_limit) {
  with_pod("exec", [](const CriClient& cri, Pod pod) -> Task<> {
    const auto config = container_config("c", {"sleep", "600"});
    const auto id = co_await start(cri, pod, config);
    std::vector<std::string> command{"sh", "-c", "echo a; echo b >&2; exit 7"};
    const auto result = co_await cri.exec_sync(id, command, 10s);
    EXPECT_EQ(result.out, "a\n");
    EXPECT_EQ(result.err, "b\n");
    EXPECT_EQ(result.exit_code, 7);
    bool late = false;
    std::vector<std::string> forever{"sleep", "600"};
    try {
      co_await cri.exec_sync(id, forever, 1s);
    } catch (const Error& error) {
      late = error.reason() == Reason::timeout;
      EXPECT_TRUE(late) << error.message();
    }
    EXPECT_TRUE(late);
    rpc::StreamRequest stream;
    stream.container_id = id;
    stream.command = {"true"};
    const auto url = co_await cri.exec_url(stream);
    EXPECT_TRUE(url.starts_with("http://127.0.0.1:")) << url;
    const auto stats = co_await cri.container_stats(id);
    EXPECT_GT(stats.memory_working_set_bytes, 0U);
    co_await cri.stop_container(id, 0s);
    const auto container = co_await ended(cri, id);
    EXPECT_EQ(container.exit_code, 137);
  });
}

TEST(Runtime, a_container_gets_the_user_mounts_and_capabilities_it_was_given_and_no_more) {
  with_pod("rights", [](const CriClient& cri, Pod pod) -> Task<> {
    auto config = container_config("c", {"sleep", "600"});
    config.security.run_as_user = 107;
    config.security.run_as_group = 107;
    config.security.drop_capabilities = {"ALL"};
    config.security.add_capabilities = {"NET_BIND_SERVICE"};
    config.security.no_new_privs = true;
    config.envs.push_back({"GREETING", "good day"});
    rpc::Mount mount;
    mount.host_path = pod.config.log_directory;
    mount.container_path = "/logs";
    mount.readonly = true;
    config.mounts.push_back(mount);
    const auto id = co_await start(cri, pod, config);
    std::vector<std::string> command{"sh", "-c",
                                     "id -u; id -g; echo $GREETING; grep -E 'CapBnd|NoNewPrivs' /proc/self/status; "
                                     "ls /logs; touch /logs/x 2>&1"};
    const auto result = co_await cri.exec_sync(id, command, 10s);
    EXPECT_EQ(result.out,
              "107\n107\ngood day\nCapBnd:\t0000000000000400\nNoNewPrivs:\t1\nc.log\n"
              "touch: /logs/x: Read-only file system\n");
  });
}

TEST(Runtime, its_events_tell_at_once_that_a_container_started_and_how_it_ended) {
  with_containerd([](const rpc::Connection& connection) -> Task<> {
    const CriClient cri(connection);
    const rpc::ContainerdEvents source(connection);
    const auto events = co_await source.open();
    Pod pod;
    pod.config = sandbox_config("events");
    pod.id = co_await cri.run_pod_sandbox(pod.config);
    const auto first = co_await within(10s, events->next(), "start of the sandbox");
    EXPECT_EQ(first.value().container_id, pod.id);
    EXPECT_EQ(first.value().kind, rpc::ContainerdEvent::Kind::start);
    const auto config = container_config("c", {"sh", "-c", "exit 5"});
    const auto id = co_await start(cri, pod, config);
    const auto second = co_await within(10s, events->next(), "start of the container");
    EXPECT_EQ(second.value().container_id, id);
    EXPECT_GT(second.value().pid, 0U);
    const auto third = co_await within(10s, events->next(), "end of the container");
    EXPECT_EQ(third.value().kind, rpc::ContainerdEvent::Kind::exit);
    EXPECT_EQ(third.value().container_id, id);
    EXPECT_EQ(third.value().exec_id, "");
    EXPECT_EQ(third.value().exit_status, 5U);
    co_await cri.stop_pod_sandbox(pod.id);
    co_await cri.remove_pod_sandbox(pod.id);
  });
}

TEST(Runtime, removing_a_pod_leaves_no_process_mount_namespace_or_cgroup) {
  const auto before = traces_of_pods();
  with_pod("gone", [before](const CriClient& cri, Pod pod) -> Task<> {
    const auto config = container_config("c", {"sleep", "600"});
    co_await start(cri, pod, config);
    EXPECT_NE(traces_of_pods(), before);
  });
  run_task([&](Loop&) -> Task<> {
    const auto left = co_await traces_left(before);
    EXPECT_EQ(left, std::set<std::string>{});
  });
}

Task<std::string> refusal_of_pull(const CriClient& cri, std::string name) {
  rpc::PodSandboxConfig sandbox;
  try {
    co_await cri.pull_image(name, sandbox, std::nullopt, 60s);
  } catch (const Error& error) {
    co_return error.message();
  }
  co_return "pulled";
}

TEST(Images, a_wrong_name_is_refused_in_the_registrys_words) {
  with_containerd([](const rpc::Connection& connection) -> Task<> {
    const CriClient cri(connection);
    const auto missing = co_await refusal_of_pull(cri, "registry.test/no/such:1");
    EXPECT_TRUE(missing.starts_with("PullImage: ")) << missing;
    EXPECT_NE(missing.find("registry.test/no/such:1: not found"), std::string::npos) << missing;
    const auto refused = co_await refusal_of_pull(cri, "127.0.0.1:1/a:1");
    EXPECT_NE(refused.find("connection refused"), std::string::npos) << refused;
    const auto no_name = co_await refusal_of_pull(cri, "Not A Name");
    EXPECT_NE(no_name.find("invalid reference format"), std::string::npos) << no_name;
  });
}

TEST(Images, what_a_registry_holds_is_pulled_and_can_be_removed) {
  const auto name = environment("CORACLE_REGISTRY") + "/busybox:1";
  const auto pushed = run_program({"ctr", "--address", environment("CORACLE_CONTAINERD"), "-n", "k8s.io", "images",
                                   "push", "--plain-http", name, image("busybox")});
  ASSERT_EQ(pushed.status, 0) << pushed.text;
  with_containerd([](const rpc::Connection& connection) -> Task<> {
    const CriClient cri(connection);
    rpc::PodSandboxConfig sandbox;
    const auto id = co_await cri.pull_image("registry.test/busybox:1", sandbox, std::nullopt, 60s);
    const auto status = co_await cri.image_status("registry.test/busybox:1");
    EXPECT_TRUE(status);
    EXPECT_EQ(status.value().id, id);
    EXPECT_GT(status.value().size, 100'000U);
  });
}

std::vector<std::string> cri_pod(std::vector<std::string> arguments) {
  std::vector<std::string> all{
      environment("CORACLE_BIN") + "/cri-pod",         "--containerd",    environment("CORACLE_CONTAINERD"), "--state",
      environment("CORACLE_CONTAINERD_DIR") + "/pods", "--cgroup-parent", environment("CORACLE_CGROUP")};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

std::string write_pod(const std::string& name, const std::string& container) {
  const auto path = environment("CORACLE_CONTAINERD_DIR") + "/tmp/" + name + ".json";
  std::ofstream(path) << R"({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": ")" << name
                      << R"("}, "spec": {"volumes": [{"name": "v", "emptyDir": {}}], "containers": [)" << container
                      << "]}}";
  return path;
}

TEST(CriPod, runs_a_pod_from_a_file_and_shows_its_log_exec_and_end) {
  const auto before = traces_of_pods();
  const auto file = write_pod("hello", R"({"name": "c", "image": ")" + image("busybox") +
                                           R"(", "volumeMounts": [{"name": "v", "mountPath": "/v"}], "command":
      ["sh", "-c", "echo hello; echo oh >&2; until [ -e /v/end ]; do sleep 0.1; done; exit 4"]})");
  const auto started = run_program(cri_pod({"run", file}));
  ASSERT_EQ(started.status, 0) << started.text;
  EXPECT_EQ(run_program(cri_pod({"run", file})).text,
            "cri-pod: pod 'default/hello' is there already: remove it first\n");
  const auto status = run_program(cri_pod({"status", "hello"}));
  EXPECT_NE(status.text.find("container c running 0 -\n"), std::string::npos) << status.text;
  const auto executed = run_program(cri_pod({"exec", "hello", "--", "sh", "-c", "echo in; touch /v/end; exit 9"}));
  EXPECT_EQ(executed.text, "in\n");
  EXPECT_EQ(executed.status, 9);
  EXPECT_EQ(run_program(cri_pod({"--timeout", "30", "wait", "hello"})).status, 4);
  const auto log = run_program(cri_pod({"log", "hello"}));
  EXPECT_NE(log.text.find("hello\n"), std::string::npos) << log.text;
  EXPECT_NE(log.text.find("oh\n"), std::string::npos) << log.text;
  EXPECT_EQ(run_program(cri_pod({"remove", "hello"})).status, 0);
  run_task([&](Loop&) -> Task<> {
    auto left = co_await traces_left(before);
    for (auto trace = left.begin(); trace != left.end();)  // the parent that containerd.sh removes
      trace = trace->ends_with(environment("CORACLE_CGROUP")) ? left.erase(trace) : std::next(trace);
    EXPECT_EQ(left, std::set<std::string>{});
  });
  const auto again = run_program(cri_pod({"remove", "hello"}));
  EXPECT_EQ(again.text, "cri-pod: there is no pod 'default/hello'\n");
  EXPECT_EQ(again.status, 1);
}

TEST(CriPod, a_pod_whose_image_or_command_is_wrong_leaves_nothing_but_a_sentence) {
  const auto before = traces_of_pods();
  const auto file = write_pod("wrong", R"({"name": "c", "image": "registry.test/no/such:1"})");
  const auto refused = run_program(cri_pod({"run", file}));
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.text.find("registry.test/no/such:1: not found"), std::string::npos) << refused.text;
  const auto bad =
      write_pod("bad", R"({"name": "c", "image": ")" + image("busybox") + R"(", "command": ["/nothing"]})");
  const auto failed = run_program(cri_pod({"run", bad}));
  EXPECT_EQ(failed.status, 1);
  EXPECT_NE(failed.text.find("/nothing"), std::string::npos) << failed.text;
  EXPECT_NE(run_program(cri_pod({"status", "wrong"})).status, 0);
  run_task([&](Loop&) -> Task<> {
    const auto left = co_await traces_left(before);
    EXPECT_EQ(left, std::set<std::string>{});
  });
}

TEST(CriPod, explains_itself_and_what_was_wrong_in_the_call) {
  EXPECT_EQ(run_program(cri_pod({"--help"})).status, 0);
  EXPECT_EQ(run_program(cri_pod({"dance", "x"})).text, "cri-pod: unknown command dance\ntry: cri-pod --help\n");
  const auto nobody =
      run_program({environment("CORACLE_BIN") + "/cri-pod", "--containerd", "/nowhere.sock", "log", "x"});
  EXPECT_NE(nobody.text.find("/nowhere.sock"), std::string::npos) << nobody.text;
  EXPECT_EQ(run_program(cri_pod({"run", "/nowhere.json"})).text,
            "cri-pod: cannot read /nowhere.json: No such file or directory\n");
}

}  // namespace
}  // namespace coracle::node_test
